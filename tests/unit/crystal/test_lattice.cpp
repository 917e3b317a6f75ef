#include <doctest/doctest.h>

#include <Eigen/LU>

#include "ddd/base/errors.hpp"
#include "ddd/crystal/lattice.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

// Oracle: the definition (columns of the rotation are the images of the crystal axes). Scale: 1, rounding 1e-15.
TEST_CASE("the rotation is orthonormal, right-handed, and takes axis to z and side to x") {
  const std::vector<std::pair<Integer3, Integer3>> frames = {
      {{0, 0, 1}, {1, 0, 0}}, {{1, 1, 1}, {1, -1, 0}}, {{-1, 4, 9}, {4, 1, 0}}, {{2, 0, 0}, {0, -3, 0}}};
  for (const auto& [axis, side] : frames) {
    const Lattice lattice(axis, side, 0.3147);
    const Matrix3& r = lattice.rotation();
    CHECK((r * r.transpose() - Matrix3::Identity()).cwiseAbs().maxCoeff() < 1e-15);
    CHECK(r.determinant() == relative(1, 1e-15));
    CHECK((lattice.direction(axis) - Vector3::UnitZ()).norm() < 1e-15);
    CHECK((lattice.direction(side) - Vector3::UnitX()).norm() < 1e-15);
  }
}

TEST_CASE("axis and side that span no frame are refused") {
  CHECK_THROWS_AS(Lattice({0, 0, 0}, {1, 0, 0}, 0.3), InputError);
  CHECK_THROWS_AS(Lattice({0, 0, 1}, {0, 0, 0}, 0.3), InputError);
  CHECK_THROWS_AS(Lattice({0, 0, 1}, {1, 0, 1}, 0.3), InputError);
  CHECK_THROWS_AS(Lattice({0, 0, 1}, {1, 0, 0}, unset), InputError);
  // 46341² overflows 32 bits; a wrapped sum must not pass for zero.
  CHECK_THROWS_AS(Lattice({65536, 0, 1}, {65536, 0, 0}, 0.3), InputError);
}

// Oracle: |1/2[111]| = a sqrt(3)/2, |[100]| = a.
TEST_CASE("Burgers vectors have the length of the lattice") {
  const Lattice lattice({1, 2, 3}, {3, 0, -1}, 0.3147);
  CHECK(lattice.burgers({1, -1, 1}).norm() == relative(0.2725382, 1e-6));
  CHECK(lattice.burgers({1, -1, 1}).norm() == relative(lattice.burgers_magnitude(), 1e-15));
  CHECK(lattice.burgers({0, 2, 0}).norm() == relative(0.3147, 1e-15));
  CHECK(lattice.plane_normal({0, 0, 0}).isZero(0));
  CHECK(std::abs(lattice.plane_normal({1, 1, 0}).dot(lattice.burgers({1, -1, 1}))) < 1e-16);
}

TEST_CASE("planes have one canonical form") {
  for (const Integer3& plane : {Integer3{0, -2, 2}, Integer3{0, 3, -3}, Integer3{0, 1, -1}})
    CHECK(canonical_plane(plane) == Integer3{0, 1, -1});
  CHECK(canonical_plane({-4, 2, 2}) == Integer3{2, -1, -1});
  CHECK(canonical_plane({0, 0, 0}) == Integer3{0, 0, 0});
}

TEST_CASE("Burgers families") {
  CHECK(burgers_family({-1, 1, -1}) == BurgersFamily::half_111);
  CHECK(burgers_family({0, -2, 0}) == BurgersFamily::full_100);
  CHECK(burgers_family({2, 2, 0}) == BurgersFamily::other);
  CHECK(burgers_family({1, 0, 0}) == BurgersFamily::other);
  CHECK(std::string(family_name(BurgersFamily::full_100)) == "<100>");
}
