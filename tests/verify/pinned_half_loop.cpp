// A half loop with one end held on the surface turns about that end and leaves (validation.md P6, without image stress).
// Oracle: geometry. The line turns until it lies along the surface beside the held end (to 15 degrees, a segment's worth). All of the section but what the half loop held at the start is swept, so that
//   eps_zz = |b_z| (pi R^2 - A_0)/(pi R^2 H).  Scale: that strain.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

constexpr double radius = 22.5, height = 90.0, arc_radius = 22.0;  // [nm]
constexpr double about = 4.363, first_turn = 0.4588, last_turn = 2.2371;
const Integer3 burgers{-1, -1, -1}, plane{1, 0, -1};

const char* const input =
    "seed: 1\npillar: {shape: cylinder, diameter: 45 nm, height: 90 nm, axis: [1, 1, 0], side: [1, -1, 0], ends: "
    "periodic}\nmaterial: W\ntemperature: 300 K\ndislocations: []\n"
    "mobility: {law: linear, cross_slip: none, edge_drag: 6.9e-4 Pa s, screw_drag: 9.8e-4 Pa s, climb_drag: 1e3 Pa s}\n"
    "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
    "loading: [{mode: tension, stress: 1.2 GPa, until: {time: 1 ns}}]\n"
    "numerics: {core_radius: 0.55 nm, segment_max: 6 nm, segment_min: 2.4 nm, tolerance: 0.3 nm}\n"
    "output: {network: false}\n";

/// An arc of radius 22 nm, its ends put onto the surface.
Path half_loop(const TestPillar& pillar) {
  const Vector3 n = pillar.lattice().plane_normal(plane), out(std::cos(about), std::sin(about), 0.0);
  const Vector3 inward = -(out - out.dot(n) * n).normalized(), along = inward.cross(n);
  const auto at = [&](double turn) {
    return Vector3(radius * out + 0.5 * height * Vector3::UnitZ() +
                   arc_radius * (std::cos(turn) * along + std::sin(turn) * inward));
  };
  Path path;
  path.burgers = burgers;
  for (int i = 0; i <= 8; ++i) {
    const bool end = i == 0 || i == 8;
    const Vector3 x = at(first_turn + (last_turn - first_turn) * i / 8.0);
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

/// Between the line where it starts at the held node and the surface beside it, on the side away from the loop [degrees].
double angle_to_surface(const TestPillar& pillar, Slot held, const Vector3& loop) {
  const Network& net = pillar.network();
  const Vector3 x = net.node(held).x, n = pillar.lattice().plane_normal(plane);
  Vector3 side = n.cross(pillar.model().boundary->nearest_surface(x).normal).normalized();
  if (side.dot(loop - x) > 0.0) side = -side;
  const Vector3 line = net.node(net.other_end(net.node(held).arms.front(), held)).x - x;
  return std::acos(std::clamp(line.dot(side) / line.norm(), -1.0, 1.0)) * 180.0 / std::numbers::pi;
}

}  // namespace

TEST_CASE("a half loop with one end held: the line turns about it until it lies along the surface, and leaves") {
  TestPillar pillar(input);
  const Path path = half_loop(pillar);
  pillar.add(path);
  pillar.begin();
  const double section = std::numbers::pi * radius * radius;
  const double expected = std::abs(pillar.lattice().burgers(burgers).z()) * (section - area_held(path)) / (section * height);
  const double first = angle_to_surface(pillar, 0, path.corners.back());
  double last = first;
  int steps = 0;
  for (; pillar.network().alive_segments() > 0 && steps < 2000; ++steps) {
    pillar.step();
    REQUIRE(broken_invariants(pillar.network(), false, 1e-4).empty());
    Slot held = no_slot;
    for (std::size_t n = 0; n < pillar.network().nodes().size(); ++n)
      if (pillar.network().nodes()[n].alive && pillar.network().nodes()[n].held) held = static_cast<Slot>(n);
    if (held == no_slot) continue;
    CHECK(pillar.network().node(held).x == path.corners.front());
    const double now = angle_to_surface(pillar, held, path.corners.back());
    CHECK(now < last + 20.0);  // the first segment is divided and joined
    last = std::min(last, now);
  }
  const double plastic = pillar.state().load.plastic_strain.total();
  MESSAGE("from the surface beside the held end: ", first, " to ", last, " degrees; strain ", plastic, " expected ",
          expected, " relative error ", plastic / expected - 1.0, ", ", steps, " steps");
  CHECK(pillar.network().alive_segments() == 0);
  CHECK(first > 75.0);
  CHECK(last < 15.0);
  CHECK(std::abs(plastic - expected) < 1e-6 * expected);
}
