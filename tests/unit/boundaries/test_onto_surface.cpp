#include <doctest/doctest.h>

#include <cmath>

#include "shapes.hpp"

using namespace pillardd;
using shapes::cylinder;
using shapes::prism;

namespace {

constexpr double radius = 100;

/// Puts random points near the surface onto it along random planes; every answer has to be on both.
int check_random(const Boundary& body, double offset) {
  shapes::Points points;
  int found = 0;
  for (int i = 0; i < 2000; ++i) {
    const Vector3 u = points.next();
    const SurfacePoint start = body.nearest_surface({150 * u.x(), 150 * u.y(), 300 + 290 * u.z()});
    const Vector3 x = start.x + offset * start.normal, n = points.next().normalized();
    const std::optional<SurfacePoint> y = body.onto_surface(x, n);
    if (!y) continue;
    ++found;
    REQUIRE(std::abs(body.signed_distance(y->x)) < 1e-12 * radius);
    REQUIRE(std::abs((y->x - x).dot(n)) < 1e-12 * radius);
  }
  return found;
}

}  // namespace

// Oracle: definition (on the surface, on the plane), 1e-12 R. Planes tangent within 0.06 degrees are rare in 2000.
TEST_CASE("points come onto the surface within their plane") {
  for (const char* ends : {"periodic", "free"})
    for (const double offset : {-5.0, -1e-3, -1e-12, 1e-12, 1e-3, 5.0}) {
      CAPTURE(ends);
      CAPTURE(offset);
      CHECK(check_random(*cylinder(ends), offset) > 1900);
      CHECK(check_random(*prism(ends), offset) > 1700);
    }
}

// Oracle: by hand. In the plane normal to z, the radial direction; in a plane tilted by 60 degrees about y from it, x
// moves by the horizontal gap and z with it by tan(60 degrees).
TEST_CASE("the way onto the surface is the steepest one in the plane") {
  const auto body = cylinder();
  const Vector3 level = body->onto_surface({57, 76, 10}, Vector3::UnitZ())->x;
  CHECK((level - Vector3(60, 80, 10)).norm() < 1e-12 * radius);
  const double angle = std::acos(0.5);
  const Vector3 tilted = body->onto_surface({98, 0, 10}, Vector3(-std::sin(angle), 0, std::cos(angle)))->x;
  CHECK((tilted - Vector3(100, 0, 10 + 2 * std::tan(angle))).norm() < 1e-12 * radius);
  const SurfacePoint without = *body->onto_surface({30, 40, 10}, Vector3::Zero());
  CHECK((without.x - Vector3(60, 80, 10)).norm() < 1e-12 * radius);
  CHECK((without.normal - Vector3(0.6, 0.8, 0)).norm() < 1e-15);
}

TEST_CASE("a point on the surface stays where it is") {
  for (const auto& body : {cylinder(), prism()}) {
    shapes::Points points;
    for (int i = 0; i < 500; ++i) {
      const Vector3 n = points.next().normalized();
      const std::optional<SurfacePoint> once = body->onto_surface(body->nearest_surface(radius * points.next()).x, n);
      if (!once) continue;
      const std::optional<SurfacePoint> twice = body->onto_surface(once->x, n);
      REQUIRE(twice.has_value());
      REQUIRE((twice->x - once->x).norm() < 1e-10);  // rounding of 1e-14 R over the smallest sine, 1e-3
    }
  }
}

TEST_CASE("planes tangent to the surface, or beside the body, give nothing") {
  const auto body = cylinder();
  CHECK_FALSE(body->onto_surface({99, 0, 5}, Vector3::UnitX()).has_value());
  CHECK_FALSE(body->onto_surface({101, 0, 5}, Vector3(1, 5e-4, 0).normalized()).has_value());
  CHECK_FALSE(body->onto_surface({101, 10, 5}, Vector3(1, 0.02, 0).normalized()).has_value());
  CHECK_FALSE(prism()->onto_surface({101, 0, 5}, Vector3(1, 0, 1e-4).normalized()).has_value());
}

// Oracle: by hand. In the plane x + y = 158 the way from (103, 55) to the face x = 100 runs along (-1, 1) to (100, 58).
TEST_CASE("near a prism's edge") {
  const auto body = prism();
  const Vector3 n = Vector3(1, 1, 0).normalized();
  const Vector3 y = body->onto_surface({103, 55, 20}, n)->x;
  CHECK((y - Vector3(100, 58, 20)).norm() < 1e-12 * radius);
  // A plane across the edge: the edge point is reached from the corner region.
  const SurfacePoint edge = *body->onto_surface({101, 62, 20}, Vector3::UnitZ());
  CHECK((edge.x - Vector3(100, 60, 20)).norm() < 1e-12 * radius);
  // Nearly parallel to the edge: whatever is returned is on both.
  const Vector3 steep = Vector3(1, -1, 0.02).normalized();
  const std::optional<SurfacePoint> found = body->onto_surface({101, 62, 20}, steep);
  REQUIRE(found.has_value());
  CHECK(std::abs(body->signed_distance(found->x)) < 1e-12 * radius);
  CHECK(std::abs((found->x - Vector3(101, 62, 20)).dot(steep)) < 1e-12 * radius);
}
