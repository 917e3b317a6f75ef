#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "shapes.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;
using shapes::cylinder;
using shapes::prism;

namespace {

std::vector<std::unique_ptr<Boundary>> all_shapes() {
  std::vector<std::unique_ptr<Boundary>> out;
  for (const char* ends : {"periodic", "platens", "free"}) {
    out.push_back(cylinder(ends));
    out.push_back(prism(ends));
  }
  return out;
}

Vector3 scaled(const Vector3& unit) {
  return {150 * unit.x(), 150 * unit.y(), 300 + 450 * unit.z()};
}

/// Enclosed volume by the divergence theorem: sum of x . n dA / 3 over triangles.
double enclosed_volume(const SurfaceMesh& mesh) {
  double volume = 0;
  for (const auto& t : mesh.triangles) {
    const auto v = [&](std::size_t i) { return mesh.vertices[static_cast<std::size_t>(t[i])]; };
    volume += v(0).dot(v(1).cross(v(2))) / 6;
  }
  return volume;
}

}  // namespace

// Oracle: hand values of distances from a cylinder R = 100 and a prism 200 x 120, H = 600 nm.
TEST_CASE("signed distances") {
  CHECK(std::abs(cylinder()->signed_distance({60, 80, -50})) < 1e-15 * 100);
  CHECK(cylinder()->signed_distance({0, 0, 900}) == -100);
  CHECK(cylinder("free")->signed_distance({0, 0, 590}) == -10);
  CHECK(cylinder("free")->signed_distance({0, 103, 604}) == relative(5, 1e-14));
  CHECK(cylinder("platens")->signed_distance({0, 103, 604}) == relative(3, 1e-14));
  CHECK(prism()->signed_distance({-95, 0, 10}) == -5);
  CHECK(prism()->signed_distance({103, -64, 10}) == relative(5, 1e-14));
  CHECK(prism("free")->signed_distance({102, -63, -6}) == relative(7, 1e-14));
}

TEST_CASE("sizes follow from the rows") {
  CHECK(cylinder()->cross_section() == relative(std::numbers::pi * 1e4, 1e-15));
  CHECK(prism()->volume() == relative(200.0 * 120 * 600, 1e-15));
  CHECK(prism()->bounding_radius() == relative(std::sqrt(100.0 * 100 + 60 * 60), 1e-15));
  CHECK(cylinder()->period() == 600);
  CHECK(cylinder("free")->period() == 0);
}

// Oracle: definition of a signed distance. |d| is the distance to the nearest point, which is on the surface, and x
// lies along the normal there; no other random surface point is nearer. Scale: the pillar's radius, rounding 1e-12 R.
TEST_CASE("the nearest point realises the distance") {
  for (const auto& body : all_shapes()) {
    shapes::Points points;
    std::vector<Vector3> surface;
    for (int i = 0; i < 300; ++i) surface.push_back(body->nearest_surface(scaled(points.next())).x);
    for (int i = 0; i < 300; ++i) {
      const Vector3 x = scaled(points.next());
      const double d = body->signed_distance(x);
      const SurfacePoint nearest = body->nearest_surface(x);
      CHECK(std::abs(body->signed_distance(nearest.x)) < 1e-12 * 100);
      CHECK((x - nearest.x - d * nearest.normal).norm() < 1e-12 * 100);
      CHECK(nearest.normal.norm() == relative(1, 1e-14));
      for (const Vector3& s : surface) REQUIRE((x - s).norm() > std::abs(d) - 1e-10);
    }
  }
}

// Oracle: bisection is to end at the last double inside: f is inside, the next double above it is not.
TEST_CASE("a line leaves at the last point that is inside") {
  for (const auto& body : all_shapes()) {
    shapes::Points points;
    int crossings = 0;
    for (int i = 0; i < 2000; ++i) {
      Vector3 p = scaled(points.next());
      const Vector3 q = scaled(points.next());
      if (body->signed_distance(p) > 0) p = Vector3(0.3 * p.x(), 0.3 * p.y(), 300);
      const std::optional<double> f = body->exit_fraction(p, q);
      REQUIRE(f.has_value() == (body->signed_distance(q) > 0));
      if (!f) continue;
      ++crossings;
      REQUIRE(body->signed_distance(p + *f * (q - p)) <= 0);
      REQUIRE(body->signed_distance(p + std::nextafter(*f, 2.0) * (q - p)) > 0);
    }
    CHECK(crossings > 200);
  }
}

// Oracle: the quadratic equation of a line through a cylinder, here p = (0, 0), q = (250, 0): f = 0.4.
TEST_CASE("exits of lines that start on the surface") {
  const auto body = cylinder();
  CHECK(*body->exit_fraction({0, 0, 1}, {250, 0, 7}) == relative(0.4, 1e-15));
  CHECK(*body->exit_fraction({100, 0, 0}, {110, 0, 0}) < 1e-15);  // the line moves by less than rounding
  CHECK(*body->exit_fraction({100, 0, 0}, {-150, 0, 0}) == relative(0.8, 1e-15));
  // Outside by rounding, through the body and out again.
  CHECK(*body->exit_fraction({100 + 3e-14, 0, 0}, {-150, 0, 0}) == relative(0.8, 1e-15));
  CHECK(*body->exit_fraction({100 + 3e-14, 0, 0}, {120, 5, 0}) == 0);
  CHECK_FALSE(body->exit_fraction({0, 0, 0}, {100, 0, 0}).has_value());
}

// Oracle: a closed oriented surface has every edge once in either sense and encloses the body's volume; the polygon of
// n corners inscribed in a circle has the area (n/2) R² sin(2 pi/n).
TEST_CASE("meshes are closed, oriented outward, and have the spacing asked for") {
  for (const double spacing : {20.0, 75.0, 1000.0}) {
    const SurfaceMesh p = prism("free")->mesh(spacing), c = cylinder("platens")->mesh(spacing);
    CHECK(enclosed_volume(p) == relative(200.0 * 120 * 600, 1e-12));
    const double n = std::max(12.0, std::ceil(2 * std::numbers::pi * 100 / spacing));
    const double area = 0.5 * n * 1e4 * std::sin(2 * std::numbers::pi / n);
    CHECK(enclosed_volume(c) == relative(area * 600, 1e-12));
    for (const SurfaceMesh& mesh : {p, c}) {
      std::map<std::pair<int, int>, int> edges;
      for (const auto& t : mesh.triangles)
        for (std::size_t i = 0; i < 3; ++i) ++edges[{t[i], t[(i + 1) % 3]}];
      for (const auto& [edge, count] : edges) {
        REQUIRE(count == 1);
        REQUIRE(edges.count({edge.second, edge.first}) == 1);
      }
    }
  }
}

TEST_CASE("the mesh of periodic ends is the side alone, on the surface") {
  for (const auto& body : {cylinder(), prism()}) {
    const SurfaceMesh mesh = body->mesh(30);
    for (const Vector3& v : mesh.vertices) REQUIRE(std::abs(body->signed_distance(v)) < 1e-12 * 100);
    for (const auto& t : mesh.triangles) {
      const auto v = [&](std::size_t i) { return mesh.vertices[static_cast<std::size_t>(t[i])]; };
      const Vector3 area = (v(1) - v(0)).cross(v(2) - v(0));
      REQUIRE(area.dot(body->nearest_surface((v(0) + v(1) + v(2)) / 3).normal) > 0.9 * area.norm());
    }
  }
}
