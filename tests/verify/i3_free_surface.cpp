// I3: what is left of the traction on the surface, off the grid, and whether the field inside is an elastic one.
// Oracles: zero traction (scale: that of the network, root mean square), zero divergence and zero Laplacian of the
// trace (scale: the image stress over the depth of the loop).
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/image_pillar.hpp"

using namespace pillardd;

namespace {

constexpr double R = 100.0, H = 400.0, pi = std::numbers::pi;
const std::string upright_100 = "axis: [0, 0, 1], side: [1, 0, 0]";

/// Residual traction over the network's, for a loop of 20 nm whose nearest point lies `depth` below the surface.
double residual(int around, double depth, const Vector3& normal, unsigned seed, const std::string& more = "") {
  ImagePillar pillar(R, H, upright_100, ", grid_around: " + std::to_string(around) + more, 1);
  const Vector3 outward(std::cos(0.7), std::sin(0.7), 0);
  const double radius = 20.0, reach = radius * std::sqrt(1 - std::pow(normal.dot(outward), 2));
  pillar.add(polygon({1, 1, 1}, (R - depth - reach) * outward + Vector3(0, 0, 123), normal, radius, 16));
  pillar.update();
  const std::vector<Vector3> points = random_surface_points(1500, R, H, seed);
  return rms_traction(points, pillar.total(points)) / rms_traction(points, pillar.network_part(points));
}

}  // namespace

TEST_CASE("loops two grid spacings below the surface leave less than 1 % of their traction") {
  const int around = 64;
  const double spacing = 2 * pi * R / around;
  for (const Vector3& normal : {Vector3(0, 0, 1), Vector3(1, -1, 1).normalized()}) {
    const double left = residual(around, 2 * spacing, normal, 1);
    MESSAGE("residual ", left);
    CHECK(left < 0.01);
  }
}

// A loop parallel to the surface is two spacings deep all around, and leaves 1.5 % that is narrower than two grid points.
// Closed forms take that, but those of a plane leave 1.9 % where the surface bends: their images are raised for that
// (docs/theory/half-space.md, 21). As in a run, and with nothing kept.
TEST_CASE("a loop parallel to the surface leaves less than 1 % with closed forms, or from 2.3 spacings") {
  const Vector3 outward(std::cos(0.7), std::sin(0.7), 0);
  const double spacing = 2 * pi * R / 64, grid = residual(64, 2 * spacing, outward, 1);
  for (const char* kept : {"0.1", "0"}) {
    const double closed =
        residual(64, 2 * spacing, outward, 1, std::string(", near_surface: half_space, update_tolerance: ") + kept);
    MESSAGE("update_tolerance ", std::string(kept), ": residual ", closed, ", by the grid alone ", grid);
    CHECK(closed < 0.01);
  }
  CHECK(residual(64, 2.3 * spacing, outward, 1) < 0.01);
}

/// Residual traction over the network's, of one loop and of one line through the body.
double residual_of(const Path& path, const std::string& near_surface) {
  ImagePillar pillar(R, H, upright_100, ", grid_around: 64, near_surface: " + near_surface, 1);
  pillar.add(path);
  pillar.update();
  const std::vector<Vector3> points = random_surface_points(500, R, H, 3);
  return rms_traction(points, pillar.total(points)) / rms_traction(points, pillar.network_part(points));
}

// Closed forms of the half space take the traction out that the grid is too coarse for; the rest is that of the
// surface's curvature. Scale: what the grid alone leaves.
TEST_CASE("closed forms at the surface take over where the grid is too coarse") {
  const Vector3 outward(std::cos(0.7), std::sin(0.7), 0);
  const Path loop = polygon({1, 1, 1}, (R - 26.0) * outward + Vector3(0, 0, 123), Vector3::UnitZ(), 20.0, 16);
  Path line;
  line.burgers = {1, 1, 1};
  line.corners = {{-80, 60, 200}, {0, 30, 190}, {80, 60, 200}};
  line.kinds = {NodeKind::surface, NodeKind::free, NodeKind::surface};
  line.legs.assign(2, Leg{{0, 0, 0}, false});
  for (const Path& path : {loop, line}) {
    const double grid = residual_of(path, "grid"), hybrid = residual_of(path, "half_space");
    MESSAGE("grid alone ", grid, ", with closed forms ", hybrid);
    CHECK(hybrid < (path.closed ? 0.08 : 0.01));
    CHECK(hybrid < 0.3 * grid);
  }
}

TEST_CASE("the residual falls with the grid") {
  double before = 1.0;
  for (const int around : {16, 32, 64, 128}) {
    const double left = residual(around, 20.0, Vector3(1, -1, 1).normalized(), 2);
    MESSAGE(around, " points around, loop 20 nm deep: residual ", left);
    CHECK(left < (around == 16 ? 1.0 : 0.35 * before));
    before = left;
  }
}

TEST_CASE("inside, the image field is in equilibrium and compatible") {
  ImagePillar pillar(R, H, upright_100, ", grid_around: 64", 2);
  pillar.add(polygon({1, 1, 1}, {30, 20, 150}, Vector3(1, 1, 0).normalized(), 30.0, 16));
  pillar.update();
  double worst_divergence = 0.0, worst_laplacian = 0.0;
  for (const Vector3& centre : {Vector3(0.3, 0.2, 130), Vector3(40, 30, 160), Vector3(-55, 20, 149), Vector3(3, 60, 12),
                                Vector3(20, -12, 377), Vector3(70, 11, 151)}) {
    const double depth = R - centre.head<2>().norm(), step = 0.1 * depth;
    std::vector<Vector3> points{centre};
    for (int d = 0; d < 3; ++d)
      for (const double way : {-2.0, -1.0, 1.0, 2.0}) points.push_back(centre + way * step * Vector3::Unit(d));
    const std::vector<Matrix3> s = pillar.image_part(points);
    Vector3 divergence = Vector3::Zero();
    double laplacian = 0.0;
    for (int d = 0; d < 3; ++d) {
      const Matrix3* line = &s[static_cast<std::size_t>(1 + 4 * d)];
      divergence += (line[0] - 8 * line[1] + 8 * line[2] - line[3]).col(d) / (12 * step);
      laplacian += (-line[0] + 16 * line[1] - 30 * s[0] + 16 * line[2] - line[3]).trace() / (12 * step * step);
    }
    const double scale = s[0].norm();
    worst_divergence = std::max(worst_divergence, divergence.norm() * depth / scale);
    worst_laplacian = std::max(worst_laplacian, std::abs(laplacian) * depth * depth / scale);
  }
  MESSAGE("divergence ", worst_divergence, ", Laplacian of the trace ", worst_laplacian);
  CHECK(worst_divergence < 2e-3);
  CHECK(worst_laplacian < 1e-2);
}
