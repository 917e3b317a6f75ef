// Case I4 in the cylinder: lines that end on the surface of a round pillar, spectral with closed forms at the surface.
// Oracles: zero traction (scale: that of the network at the same points) on circles around the exit, 2 % at 0.1 R and
// no growth as 1/d toward it; the exit angle of least E(alpha)/cos(alpha), as in i4_exit_angle.cpp, within 1.5 degrees.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/base/text.hpp"
#include "tests/support/exit_angle.hpp"
#include "tests/support/image_pillar.hpp"

using namespace pillardd;

namespace {

constexpr double R = 300.0, H = 1200.0, pi = std::numbers::pi, degree = pi / 180.0;

/// From one side of the pillar to the other, leaving at (R, 0, H/2) at `tilt` from the normal, toward z.
Path through(double tilt) {
  Path path;
  path.burgers = {1, 1, 1};
  const Vector3 exit(R, 0, 0.5 * H), inside = exit - 120.0 * Vector3(std::cos(tilt), 0.0, std::sin(tilt));
  path.corners = {{-R, 0, 0.5 * H}, {-0.3 * R, 0, 0.5 * H}, inside, 0.5 * (inside + exit), exit};
  path.kinds = {NodeKind::surface, NodeKind::free, NodeKind::free, NodeKind::free, NodeKind::surface};
  path.legs.assign(4, Leg{{0, 0, 0}, false});
  return path;
}

std::vector<Vector3> circle(double d) {
  std::vector<Vector3> out;
  for (int k = 0; k < 24; ++k) {
    const double turn = 2 * pi * (k + 0.3) / 24, angle = d * std::cos(turn) / R;
    out.push_back({R * std::cos(angle), R * std::sin(angle), 0.5 * H + d * std::sin(turn)});
  }
  return out;
}

struct Left {
  double relative, absolute;  ///< over the network's traction; [GPa]
};

Left left_at(const ImagePillar& pillar, double d) {
  const std::vector<Vector3> at = circle(d);
  const double rest = rms_traction(at, pillar.total(at));
  return {rest / rms_traction(at, pillar.network_part(at)), rest};
}

struct Line {
  const char *what, *frame;
  double tilt;
};
/// x is the normal: screw, edge, mixed at 90 degrees, and 45 degrees for the first.
const Line lines[] = {{"screw at 90", "axis: [1, 1, -2], side: [1, 1, 1]", 0.0},
                      {"edge at 90", "axis: [1, 1, 1], side: [1, -1, 0]", 0.0},
                      {"mixed at 90", "axis: [1, 1, 0], side: [0, 0, 1]", 0.0},
                      {"mixed at 45", "axis: [1, 1, -2], side: [1, 1, 1]", 45.0}};

}  // namespace

// 0.1 R is one spacing of 64 points around, the default. At 0.01 R, ten core radii, the core's own (a/d)^2 of the
// network's traction comes on top.
TEST_CASE("residual traction toward the exit point") {
  for (const int around : {64, 128})
    for (const Line& line : lines) {
      ImagePillar pillar(R, H, line.frame, ", near_surface: half_space, grid_around: " + std::to_string(around), 3);
      pillar.add(through(line.tilt * degree));
      pillar.update();
      std::string figures;
      for (const double d : {0.3, 0.1, 0.05, 0.03, 0.01}) {
        const Left left = left_at(pillar, d * R);
        figures += " " + to_text(d) + " R: " + to_text(left.relative) + " (" + to_text(1e3 * left.absolute) + " MPa),";
      }
      MESSAGE(std::string(line.what), ", ", around, " around:", figures);
      const double unit = 100.0 * pillar.lattice().burgers_magnitude() / (2 * pi * R);
      for (const double d : {0.1, 0.05, 0.03, 0.01}) CHECK(left_at(pillar, d * R).relative < 0.02);
      CHECK(left_at(pillar, 0.03 * R).absolute < unit);
      CHECK(left_at(pillar, 0.01 * R).absolute < 3.0 * unit);
    }
}

namespace {

/// Angle from the normal of the line's last 60 nm [rad], toward b, in the plane of the normal and the pillar's axis.
double relaxed(const std::string& axis, const std::string& side, double segment_max, int around, double start) {
  TestPillar pillar(unloaded_body(
      "{shape: cylinder, diameter: " + to_text(2 * R) + " nm, height: " + to_text(H) + " nm, axis: " + axis +
          ", side: " + side + ", ends: periodic}",
      "{method: spectral, near_surface: half_space, grid_around: " + std::to_string(around) + "}", segment_max));
  const Vector3 out = Vector3::UnitX(), middle(0, 0, 0.5 * H);
  const double sense = pillar.lattice().burgers({1, 1, 1}).z() < 0.0 ? -1.0 : 1.0;
  return relaxed_exit(pillar, middle - R * out, middle + R * out, out, sense * Vector3::UnitZ(), start).line;
}

void check_angle(const std::string& axis, const std::string& side, const Vector3& normal, double segment_max,
                 int around, double start) {
  const double phi = std::acos(std::min(1.0, Vector3(1.0, 1.0, 1.0).normalized().dot(normal.normalized())));
  const double expected = least_energy_angle(phi, 0.28) / degree,
               found = relaxed(axis, side, segment_max, around, start * degree) / degree;
  MESSAGE("b at ", phi / degree, " from the normal, segments to ", segment_max, " nm, ", around, " around: ", found,
          ", expected ", expected);
  CHECK(std::abs(found - expected) < 1.5);
}

}  // namespace

TEST_CASE("exit angles in the cylinder") {
  check_angle("[1, 1, -2]", "[1, 1, 1]", {1, 1, 1}, 20.0, 64, 10.0);
  check_angle("[3, 3, -2]", "[1, 1, 3]", {1, 1, 3}, 20.0, 64, 0.0);
  check_angle("[1, 1, 0]", "[0, 0, 1]", {0, 0, 1}, 20.0, 64, 0.0);
  check_angle("[1, 1, 1]", "[1, 1, -2]", {1, 1, -2}, 20.0, 64, 10.0);
}

// Oracle: each other, within a degree.
TEST_CASE("exit angle against mesh and grid") {
  const auto angle = [](double segment_max, int around) {
    const double found = relaxed("[1, 1, 0]", "[0, 0, 1]", segment_max, around, 0.0) / degree;
    MESSAGE("segments to ", segment_max, " nm, ", around, " around: ", found);
    return found;
  };
  const double usual = angle(20.0, 64);
  CHECK(std::abs(angle(30.0, 64) - usual) < 1.0);
  CHECK(std::abs(angle(12.0, 64) - usual) < 1.0);
  CHECK(std::abs(angle(20.0, 32) - usual) < 1.0);
  CHECK(std::abs(angle(20.0, 96) - usual) < 1.0);
}
