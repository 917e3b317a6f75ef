// Two opposite lines that run toward each other across a pillar and annihilate, their ends on the surface with them.
// Oracle: geometry. Together they sweep the part of the section between them:  eps_zz = b_z A_between/(A H). Scale:
// that.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

std::string input(const std::string& shape, const std::string& ends) {
  return "seed: 1\npillar: {" + shape + ", height: 500 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: " + ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 2e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\nsurface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 1 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, tolerance: 0.5 nm}\n"
         "output: {network: false}\n";
}

const Integer3 burgers{-1, -1, 1}, plane{0, 1, 1};

/// Where the glide plane through the pillar's middle meets the side surface, at an angle about the axis.
Vector3 on_side(const TestPillar& pillar, double degrees) {
  const double angle = degrees * std::numbers::pi / 180.0;
  const Vector3 n = pillar.lattice().plane_normal(plane), centre(0.0, 0.0, 250.0);
  Vector3 d(std::cos(angle), std::sin(angle), 0.0);
  d.z() = -(n.x() * d.x() + n.y() * d.y()) / n.z();
  const Vector3 far = centre + 1000.0 * d;
  return centre + pillar.model().boundary->exit_fraction(centre, far).value() * (far - centre);
}

/// Projected area of the sector from the axis between two angles.
double sector(const TestPillar& pillar, double from, double to) {
  const int parts = 20000;
  double sum = 0.0;
  Vector3 last = on_side(pillar, from);
  for (int i = 1; i <= parts; ++i) {
    const Vector3 next = on_side(pillar, from + (to - from) * i / parts);
    sum += 0.5 * (last.x() * next.y() - last.y() * next.x());
    last = next;
  }
  return sum;
}

double triangle(const Vector3& p, const Vector3& q) {
  return 0.5 * (p.x() * q.y() - p.y() * q.x());
}

/// Lines from `angles` 0 to 1 and 2 to 3, counter-clockwise round the pillar.
void check_meet(const std::string& shape, const std::string& ends, const std::array<double, 4>& angles) {
  TestPillar pillar(input(shape, ends));
  std::array<Vector3, 4> end;
  for (std::size_t k = 0; k < 4; ++k) end[k] = on_side(pillar, angles[k]);
  for (const std::size_t k : {std::size_t{0}, std::size_t{2}}) {
    Path path;
    path.burgers = burgers;
    path.corners = {end[k], end[k + 1]};
    path.kinds = {NodeKind::surface, NodeKind::surface};
    path.legs = {{plane, false}};
    pillar.add(path);
  }
  const Boundary& body = *pillar.model().boundary;
  const double between = triangle(end[0], end[1]) + sector(pillar, angles[1], angles[2]) + triangle(end[2], end[3]) +
                         sector(pillar, angles[3], angles[0] + 360.0);
  const double expected = std::abs(pillar.lattice().burgers(burgers).z()) * between / body.volume();
  int steps = 0, annihilations = 0;
  while (pillar.network().alive_segments() > 0 && ++steps < 3000)
    for (const Event& e : pillar.step())
      if (e.kind == EventKind::annihilation) ++annihilations;
  const double plastic = pillar.state().load.plastic_strain.total();
  MESSAGE(shape, " ", ends, ": strain ", plastic, " of ", expected, ", relative error ", plastic / expected - 1.0, ", ",
          annihilations, " annihilations, ", steps, " steps");
  CHECK(pillar.network().alive_nodes() == 0);
  CHECK(annihilations > 0);
  CHECK(std::abs(plastic - expected) < 1e-6 * expected);
  CHECK(std::abs(audit_ledger(pillar.state()).length) < 1e-10);
  CHECK(std::abs(audit_ledger(pillar.state()).swept) < 1e-10);
}

}  // namespace

TEST_CASE("two lines meet in a cylinder") {
  check_meet("shape: cylinder, diameter: 200 nm", "periodic", {200, 320, 375, 510});
}
TEST_CASE("two lines meet in a cylinder, one end first") {
  check_meet("shape: cylinder, diameter: 200 nm", "free", {200, 345, 375, 480});
}
TEST_CASE("two lines meet in a prism") {
  check_meet("shape: prism, width: 200 nm, depth: 140 nm", "periodic", {205, 330, 380, 505});
}
