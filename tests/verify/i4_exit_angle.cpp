// Case I4: a line that ends on a flat free surface turns, in its glide plane, to the angle at which E(alpha)/cos(alpha)
// is least (J. Lothe, in Fundamental Aspects of Dislocation Theory, NBS 1970): E(alpha) ~ 1 - nu cos^2(phi - alpha) for
// b at phi from the normal. Oracle: that minimum; scale: 1.5 degrees.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/base/text.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

constexpr double degree = std::numbers::pi / 180.0, depth = 180.0, height = 600.0;

std::string input(const std::string& axis, double segment_max) {
  const std::string h = to_text(segment_max);
  return "seed: 1\npillar: {shape: prism, width: 3000 nm, depth: 3000 nm, height: 600 nm, axis: " + axis +
         ", side: [1, -1, 0], ends: free}\nmaterial: W\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\nsurface: {image_stress: {method: half_space}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: " +
         h + " nm, segment_min: " + to_text(0.4 * segment_max) +
         " nm, collision_distance: " + to_text(0.2 * segment_max) + " nm, tolerance: " + to_text(0.02 * segment_max) +
         " nm}\noutput: {network: false}\n";
}

/// The angle from the normal, toward b, at which 1 - nu cos^2(phi - alpha) over cos(alpha) is least, by search.
double least_energy(double phi, double nu) {
  double best = 0.0, least = 1e300;
  for (double alpha = -60.0 * degree; alpha < 60.0 * degree; alpha += 0.01 * degree) {
    const double c = std::cos(phi - alpha), value = (1.0 - nu * c * c) / std::cos(alpha);
    if (value < least) least = value, best = alpha;
  }
  return best;
}

struct Exit {
  double first, line;  ///< angles of the last segment, and of the line's last 60 nm [rad]
  int steps;
};

/// A line from a pin `depth` below the top up to it, at the angle `start` [rad] at first; below the pin it goes on,
/// fixed.
Exit relaxed(const std::string& axis, double segment_max, double start) {
  TestPillar pillar(input(axis, segment_max));
  const Lattice& lattice = pillar.lattice();
  const Vector3 b = lattice.burgers({1, 1, 1}), up = Vector3::UnitZ();
  const Vector3 toward_b = (b - b.dot(up) * up).norm() > 1e-9 ? Vector3((b - b.dot(up) * up).normalized())
                                                              : Vector3(lattice.plane_normal({1, -1, 0}).cross(up));
  Path path;
  path.burgers = {1, 1, 1};
  path.corners = {Vector3::Zero(), (height - depth) * up, height * up + depth * std::tan(start) * toward_b};
  path.kinds = {NodeKind::surface, NodeKind::pinned, NodeKind::surface};
  path.legs = {{{1, -1, 0}, true}, {{1, -1, 0}, false}};
  pillar.add(path);
  Exit out{0.0, 0.0, 0};
  while (out.steps < 1200 && (out.steps < 5 || pillar.fastest() > 5.0)) {
    pillar.step();
    ++out.steps;
  }
  const Network& net = pillar.network();
  for (std::size_t n = 0; n < net.nodes().size(); ++n) {
    if (!net.nodes()[n].alive || net.nodes()[n].kind != NodeKind::surface || net.nodes()[n].x.z() < depth) continue;
    Slot at = static_cast<Slot>(n), arm = net.nodes()[n].arms.front();
    const Vector3 top = net.node(at).x;
    const auto angle = [&](const Vector3& x) { return std::atan2((top - x).dot(toward_b), (top - x).z()); };
    at = net.other_end(arm, at);
    out.first = angle(net.node(at).x);
    while (top.z() - net.node(at).x.z() < 60.0 && net.node(at).arms.size() == 2) {
      arm = net.node(at).arms.front() == arm ? net.node(at).arms.back() : net.node(at).arms.front();
      at = net.other_end(arm, at);
    }
    out.line = angle(net.node(at).x);
  }
  return out;
}

void check(const std::string& axis, const Vector3& normal, double segment_max, double start) {
  const double phi = std::acos(std::min(1.0, Vector3(1.0, 1.0, 1.0).normalized().dot(normal.normalized())));
  const double expected = least_energy(phi, 0.28) / degree;
  const Exit exit = relaxed(axis, segment_max, start * degree);
  MESSAGE("b at ", phi / degree, " from the normal, segments to ", segment_max, " nm: last segment ",
          exit.first / degree, ", last 60 nm ", exit.line / degree, ", expected ", expected, " degrees; ", exit.steps,
          " steps");
  // The last segment by itself is a matter of the mesh: 2 degrees at 20 nm, 0.4 at 10 nm.
  if (segment_max < 15.0) CHECK(std::abs(exit.first / degree - expected) < 1.5);
  CHECK(std::abs(exit.line / degree - expected) < 1.5);
}

}  // namespace

TEST_CASE("exit angle, b normal to the surface") {
  check("[1, 1, 1]", Vector3(1, 1, 1), 20.0, 10.0);
}
TEST_CASE("exit angle, b at 29.5 degrees") {
  check("[1, 1, 3]", Vector3(1, 1, 3), 20.0, 0.0);
}
TEST_CASE("exit angle, b at 54.7 degrees") {
  check("[0, 0, 1]", Vector3(0, 0, 1), 20.0, 0.0);
}
TEST_CASE("exit angle, b at 54.7 degrees, finer mesh") {
  check("[0, 0, 1]", Vector3(0, 0, 1), 10.0, 0.0);
}
TEST_CASE("exit angle, b in the surface") {
  check("[1, 1, -2]", Vector3(1, 1, -2), 20.0, 10.0);
}
