// A straight line that glides out of the pillar takes exactly its strain with it.
// Oracle: geometry. In a pillar of section A and height H a line that leaves through the side surface has swept,
// projected on the section, the part of A on one side of its first chord:  eps_zz = b_z A_part/(A H). Scale: that
// strain.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

struct Case {
  std::string shape, ends;
  Integer3 burgers, plane;
  double angle_from, angle_to;  ///< of the line's ends about the axis [degrees]
};

std::string input(const Case& c) {
  return "seed: 1\npillar: {" + c.shape + ", height: 500 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: " + c.ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 2e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 3 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, tolerance: 0.5 nm}\n"
         "output: {network: false}\n";
}

/// Where the direction at `degrees` about the axis meets the side surface, in the glide plane through the pillar's
/// middle.
Vector3 on_side(TestPillar& pillar, const Vector3& normal, double degrees) {
  const double angle = degrees * std::numbers::pi / 180.0;
  const Boundary& body = *pillar.model().boundary;
  const Vector3 centre(0.0, 0.0, 0.5 * body.height());
  Vector3 d(std::cos(angle), std::sin(angle), 0.0);
  d.z() = -(normal.x() * d.x() + normal.y() * d.y()) / normal.z();
  const Vector3 far = centre + 10.0 * body.bounding_radius() * d;
  return centre + body.exit_fraction(centre, far).value() * (far - centre);
}

/// Area of the section between the chord p -> q and the side surface counter-clockwise from p to q: a fan of thin
/// triangles.
double area_between(TestPillar& pillar, const Vector3& normal, const Case& c, const Vector3& p, const Vector3& q) {
  const int parts = 20000;
  Vector3 last = p;
  double sum = 0.0;
  for (int i = 1; i <= parts; ++i) {
    const double f = static_cast<double>(i) / parts;
    const Vector3 next = i == parts ? q : on_side(pillar, normal, c.angle_from + f * (c.angle_to - c.angle_from));
    sum += 0.5 * ((last - p).x() * (next - p).y() - (last - p).y() * (next - p).x());
    last = next;
  }
  return sum;
}

void check_leaves(const Case& c) {
  TestPillar pillar(input(c));
  const Vector3 n = pillar.lattice().plane_normal(c.plane);
  const Vector3 p = on_side(pillar, n, c.angle_from), q = on_side(pillar, n, c.angle_to);
  Path path;
  path.burgers = c.burgers;
  path.corners = {p, q};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {{c.plane, false}};
  pillar.add(path);
  const double total = pillar.model().boundary->cross_section(), volume = pillar.model().boundary->volume();
  const double right = area_between(pillar, n, c, p, q);
  // Tension drives the line to where its strain is positive: to its left, t x dx along +z, when b_z > 0.
  const double bz = pillar.lattice().burgers(c.burgers).z();
  const double expected = (bz > 0.0 ? bz * (total - right) : -bz * right) / volume;
  double escaped = 0.0;
  int steps = 0;
  while (pillar.network().alive_segments() > 0 && ++steps < 4000)
    for (const Event& e : pillar.step())
      if (e.kind == EventKind::escape) escaped += e.length;
  CAPTURE(c.shape);
  CHECK(pillar.network().alive_segments() == 0);
  CHECK(pillar.network().alive_nodes() == 0);
  CHECK(escaped > 0.0);
  const double plastic = pillar.state().load.plastic_strain.total();
  MESSAGE(c.shape, " ", c.ends, ": strain ", plastic, " expected ", expected, " relative error ",
          plastic / expected - 1.0, ", ", steps, " steps");
  CHECK(std::abs(plastic - expected) < 1e-6 * expected);
  const Audit audit = audit_ledger(pillar.state());
  CHECK(std::abs(audit.length) < 1e-10);
  CHECK(std::abs(audit.swept) < 1e-10);
}

const std::string cylinder = "shape: cylinder, diameter: 200 nm", prism = "shape: prism, width: 200 nm, depth: 140 nm";

}  // namespace

TEST_CASE("a line leaves a cylinder from the middle") {
  check_leaves({cylinder, "periodic", {1, 1, -1}, {0, 1, 1}, 20, 200});
}
TEST_CASE("a line leaves a cylinder from near its side") {
  check_leaves({cylinder, "free", {1, 1, -1}, {0, 1, 1}, -60, 65});
}
TEST_CASE("a line crosses a cylinder on a steep plane") {
  check_leaves({cylinder, "periodic", {-1, 1, 1}, {2, 1, 1}, 100, 190});
}
TEST_CASE("a line leaves a prism over an edge") {
  check_leaves({prism, "periodic", {1, 1, -1}, {0, 1, 1}, 10, 160});
}
TEST_CASE("a line leaves a prism whose ends are free") {
  check_leaves({prism, "free", {1, -1, 1}, {1, 2, 1}, 10, 160});
}
TEST_CASE("a line leaves a prism between platens") {
  check_leaves({prism, "platens", {1, 1, -1}, {1, 0, 1}, 60, 250});
}
