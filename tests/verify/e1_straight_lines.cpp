// E1: infinite straight lines, as segments of 2e6 nm and as two half lines, against the plane solutions of the
// non-singular theory (docs/theory/elasticity.md, eq. 10), which tend to the classical fields for r >> a.
#include <doctest/doctest.h>

#include <numbers>

#include "ddd/elasticity/elasticity.hpp"

using namespace pillardd;

namespace {

constexpr double mu = 86.0, nu = 0.28, b = 0.27;
const ElasticConstants elastic{mu, nu, 0.4};

/// Line along z, sense +z, from two half lines: the one to -z carries -b for its outward sense.
Matrix3 by_half_lines(const Vector3& x, const Vector3& burgers) {
  return half_line_stress(x, Vector3::Zero(), Vector3::UnitZ(), burgers, elastic) +
         half_line_stress(x, Vector3::Zero(), -Vector3::UnitZ(), -burgers, elastic);
}

Matrix3 by_segment(const Vector3& x, const Vector3& burgers) {
  return segment_stress(x, {Vector3(0.0, 0.0, -1e6), Vector3(0.0, 0.0, 1e6), burgers}, elastic);
}

/// sigma_yz = mu b x/(2 pi r_a^2) (1 + a^2/r_a^2), sigma_xz = -mu b y/(2 pi r_a^2) (1 + a^2/r_a^2)
Matrix3 screw(const Vector3& x) {
  const double a2 = elastic.core_radius * elastic.core_radius, r2 = x.x() * x.x() + x.y() * x.y() + a2;
  const double front = mu * b / (2.0 * std::numbers::pi * r2) * (1.0 + a2 / r2);
  Matrix3 s = Matrix3::Zero();
  s(1, 2) = s(2, 1) = front * x.x();
  s(0, 2) = s(2, 0) = -front * x.y();
  return s;
}

/// Burgers vector along x:  k = mu b/(2 pi (1-nu) r_a^2),  q = 1/r_a^2
///   sigma_xx = -k y [1 + 2 (x^2+a^2) q],  sigma_yy = k y [1 - 2 (y^2+a^2) q],  sigma_zz = -2 nu k y (1 + a^2 q),
///   sigma_xy = k x (1 - 2 y^2 q)
Matrix3 edge(const Vector3& p) {
  const double x = p.x(), y = p.y(), a2 = elastic.core_radius * elastic.core_radius, q = 1.0 / (x * x + y * y + a2);
  const double k = mu * b / (2.0 * std::numbers::pi * (1.0 - nu)) * q;
  Matrix3 s = Matrix3::Zero();
  s(0, 0) = -k * y * (1.0 + 2.0 * (x * x + a2) * q);
  s(1, 1) = k * y * (1.0 - 2.0 * (y * y + a2) * q);
  s(2, 2) = -2.0 * nu * k * y * (1.0 + a2 * q);
  s(0, 1) = s(1, 0) = k * x * (1.0 - 2.0 * y * y * q);
  return s;
}

}  // namespace

TEST_CASE("an infinite screw has its closed form, with its sign") {
  const Vector3 burgers(0.0, 0.0, b);
  for (const Vector3& x :
       {Vector3(3.0, 0.0, 0.0), Vector3(-1.0, 2.0, 7.0), Vector3(0.1, 0.2, 0.0), Vector3(80.0, -40.0, -5.0)}) {
    const Matrix3 expected = screw(x);
    CHECK((by_segment(x, burgers) - expected).norm() < 1e-6 * expected.norm());
    CHECK((by_half_lines(x, burgers) - expected).norm() < 1e-12 * expected.norm());
  }
  CHECK(by_half_lines(Vector3(100.0, 0.0, 0.0), burgers)(1, 2) ==
        doctest::Approx(mu * b / (200.0 * std::numbers::pi)).epsilon(1e-4));
}

TEST_CASE("an infinite edge has its closed form, with its sign") {
  const Vector3 burgers(b, 0.0, 0.0);
  for (const Vector3& x : {Vector3(3.0, 1.0, 0.0), Vector3(-0.1, 0.3, 3.0), Vector3(0.0, 50.0, 0.0)}) {
    const Matrix3 expected = edge(x);
    CHECK((by_half_lines(x, burgers) - expected).norm() < 1e-12 * expected.norm());
    CHECK((by_segment(x, burgers) - expected).norm() < 1e-6 * expected.norm());
  }
  CHECK(by_half_lines(Vector3(0.0, 5.0, 0.0), burgers)(0, 0) < 0.0);  // compressed on the side of the extra half plane
}

TEST_CASE("a long segment tends to the infinite line within 1e-6") {
  const Vector3 burgers = Vector3(0.1, -0.2, 0.15);
  for (const Vector3& x : {Vector3(3.0, 1.0, 0.0), Vector3(-20.0, 12.0, 7.0), Vector3(0.1, -0.1, 2.0)}) {
    const Matrix3 expected = by_half_lines(x, burgers);
    CHECK((by_segment(x, burgers) - expected).norm() < 1e-6 * expected.norm());
  }
}
