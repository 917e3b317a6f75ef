// A half loop with one end held on the surface turns about that end and leaves (validation.md P6, without image stress).
// Oracle: geometry. All of the section but what the half loop held at the start is swept, so that
//   eps_zz = |b_z| (pi R^2 - A_0)/(pi R^2 H).  Scale: that strain.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

constexpr double radius = 22.5, height = 90.0, start_radius = 8.0;  // [nm]
const Integer3 burgers{-1, -1, -1}, plane{1, 0, -1};

const char* const input =
    "seed: 1\npillar: {shape: cylinder, diameter: 45 nm, height: 90 nm, axis: [1, 1, 0], side: [1, -1, 0], ends: "
    "periodic}\nmaterial: W\ntemperature: 300 K\ndislocations: []\n"
    "mobility: {law: linear, cross_slip: none, edge_drag: 6.9e-4 Pa s, screw_drag: 9.8e-4 Pa s, climb_drag: 1e3 Pa s}\n"
    "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
    "loading: [{mode: tension, stress: 6 GPa, until: {time: 1 ns}}]\n"
    "numerics: {core_radius: 0.55 nm, segment_max: 6 nm, segment_min: 2.4 nm, tolerance: 0.3 nm}\n"
    "output: {network: false}\n";

/// A half circle about a point of the surface, its ends put onto it.
Path half_loop(const TestPillar& pillar) {
  const Vector3 n = pillar.lattice().plane_normal(plane), out(std::cos(4.4), std::sin(4.4), 0.0);
  const Vector3 inward = -(out - out.dot(n) * n).normalized(), along = inward.cross(n);
  Path path;
  path.burgers = burgers;
  for (int i = 0; i <= 8; ++i) {
    const double angle = std::numbers::pi * i / 8.0;
    const Vector3 x = radius * out + 0.5 * height * Vector3::UnitZ() +
                      start_radius * (std::cos(angle) * along + std::sin(angle) * inward);
    const bool end = i == 0 || i == 8;
    path.corners.push_back(end ? pillar.model().boundary->onto_surface(x, n)->x : x);
    path.kinds.push_back(end ? NodeKind::surface : NodeKind::free);
  }
  path.legs.assign(8, Leg{plane, false});
  path.hold_first = true;
  return path;
}

/// Of the section: the polygon of the corners and the circle's segment beyond its chord.
double area_held(const Path& path) {
  double twice = 0.0;
  for (std::size_t i = 0; i < path.corners.size(); ++i) {
    const Vector3 &p = path.corners[i], &q = path.corners[(i + 1) % path.corners.size()];
    twice += p.x() * q.y() - p.y() * q.x();
  }
  const Vector3 chord = path.corners.back() - path.corners.front();
  const double angle = 2.0 * std::asin(0.5 * std::hypot(chord.x(), chord.y()) / radius);
  return 0.5 * std::abs(twice) + 0.5 * radius * radius * (angle - std::sin(angle));
}

/// The other end of the line that starts at the held node: how far round the axis from it, in degrees from 0 to 360.
double angle_of_free_end(const Network& net, Slot held) {
  Slot at = held, by = net.node(held).arms.front();
  for (;;) {
    at = net.other_end(by, at);
    if (net.node(at).kind == NodeKind::surface) break;
    by = net.node(at).arms[0] == by ? net.node(at).arms[1] : net.node(at).arms[0];
  }
  const Vector3 a = net.node(held).x, b = net.node(at).x;
  const double turn = (std::atan2(b.y(), b.x()) - std::atan2(a.y(), a.x())) * 180.0 / std::numbers::pi;
  return turn < 0.0 ? turn + 360.0 : turn;
}

}  // namespace

TEST_CASE("a half loop with one end held: the held end stays, the other goes round the wire, the line leaves") {
  TestPillar pillar(input);
  const Path path = half_loop(pillar);
  pillar.add(path);
  pillar.begin();
  const double section = std::numbers::pi * radius * radius;
  const double expected = std::abs(pillar.lattice().burgers(burgers).z()) * (section - area_held(path)) / (section * height);
  const double first = angle_of_free_end(pillar.network(), 0);
  const bool counter = first < 180.0;
  double turned = counter ? first : 360.0 - first;
  const double at_start = turned;
  int steps = 0;
  for (; pillar.network().alive_segments() > 0 && steps < 2000; ++steps) {
    pillar.step();
    REQUIRE(broken_invariants(pillar.network(), false, 1e-4).empty());
    Slot held = no_slot;
    for (std::size_t n = 0; n < pillar.network().nodes().size(); ++n)
      if (pillar.network().nodes()[n].alive && pillar.network().nodes()[n].held) held = static_cast<Slot>(n);
    if (held == no_slot) continue;
    CHECK(pillar.network().node(held).x == path.corners.front());
    const double angle = angle_of_free_end(pillar.network(), held), now = counter ? angle : 360.0 - angle;
    CHECK(now > turned - 1.0);
    turned = std::max(turned, now);
  }
  const double plastic = pillar.state().load.plastic_strain.total();
  MESSAGE("free end from ", at_start, " to ", turned, " degrees, strain ", plastic, " expected ", expected,
          " relative error ", plastic / expected - 1.0, ", ", steps, " steps");
  CHECK(pillar.network().alive_segments() == 0);
  CHECK(turned > 330.0);
  CHECK(std::abs(plastic - expected) < 1e-6 * expected);
}
