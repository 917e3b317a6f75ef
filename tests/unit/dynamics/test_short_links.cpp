// Short links whose runs end on the surface. Oracles: geometry and areas by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/topology.hpp"
#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, run_plane{1, 1, -2}, link_plane{1, -1, 0};
constexpr double radius = 30.0;

/// A cylinder with the crystal's axes along x, y, z; nothing drives its lines.
std::string thin_pillar() {
  return "seed: 1\npillar: {shape: cylinder, diameter: 60 nm, height: 200 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: "
         "free}\n"
         "material: Mo\ntemperature: 300 K\ndislocations: []\nmobility: {law: linear}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 0.4 nm, segment_max: 20 nm, segment_min: 6 nm}\noutput: {network: false}\n";
}

/// An edge line through the pillar, e its direction, in two runs on (1 1 -2) planes `apart` from each other: from the
/// surface to 10 nm before the axis (the shorter), a link on (1 -1 0) that goes 0.6 nm along b, and on to the surface.
struct JoggedEdge {
  TestPillar pillar{thin_pillar()};
  Vector3 e = Vector3(1, -1, 0).normalized(), xi = Vector3(1, 1, 1).normalized(), n = Vector3(1, 1, -2).normalized();
  Vector3 corner = Vector3(0, 0, 100) - 10.0 * e;
  Slot first, inner, at_link, beyond, last;

  explicit JoggedEdge(double apart, bool held = false) {
    const Boundary& body = *pillar.model().boundary;
    Edit edit(pillar.network());
    first = edit.add_node(body.onto_surface(corner - 20.0 * e, n)->x, NodeKind::surface);
    inner = edit.add_node(corner - 9.0 * e);
    at_link = edit.add_node(corner);
    beyond = edit.add_node(corner + apart * n + 0.6 * xi);
    const Slot middle = edit.add_node(corner + apart * n + 0.6 * xi + 19.0 * e);
    last = edit.add_node(body.onto_surface(corner + apart * n + 0.6 * xi + 40.0 * e, n)->x, NodeKind::surface);
    edit.add_segment(first, inner, burgers, run_plane);
    edit.add_segment(inner, at_link, burgers, run_plane);
    edit.add_segment(at_link, beyond, burgers, link_plane);
    edit.add_segment(beyond, middle, burgers, run_plane);
    edit.add_segment(middle, last, burgers, run_plane);
    if (held) edit.hold(first), edit.hold(last);
    pillar.begin();
  }
};

}  // namespace

// Shifted by d along n, the shorter run sweeps d times its length between the corner and the surface,
// int_0^d [sqrt(R^2 - s^2/3) - 10] ds = R d (1 - d^2/(18 R^2)) - 10 d, the sliver at the surface included: the trace of
// what is booked is b times that. The corner that then slides 0.6 nm along b sweeps a triangle in the plane, to 1e-5,
// since the end comes to the surface by the steepest way, 6e-7 nm of it along b.
TEST_CASE("a run that ends on the surface is shifted onto a parallel plane with its end") {
  const double d = 0.19;
  JoggedEdge line(d);
  const Vector3 x_inner = line.pillar.network().node(line.inner).x, x_last = line.pillar.network().node(line.last).x;
  close_short_links(line.pillar.model(), line.pillar.state());
  const Network& net = line.pillar.network();
  REQUIRE(net.alive_segments() == 4);
  CHECK((net.node(line.inner).x - x_inner - d * line.n).norm() < 1e-12);
  CHECK(net.node(line.last).x == x_last);
  CHECK(std::abs(net.node(line.first).x.head<2>().norm() - radius) < 1e-12 * radius);
  CHECK(std::abs(line.n.dot(net.node(line.first).x - line.corner) - d) < 1e-12);
  CHECK(net.node(line.first).kind == NodeKind::surface);
  for (const Segment& s : net.segments())
    if (s.alive) CHECK(s.plane == canonical_plane(run_plane));
  CHECK(broken_invariants(net, false, 1e-7).empty());
  const Audit audit = audit_ledger(line.pillar.state());
  CHECK(std::abs(audit.length) < 1e-14);
  CHECK(std::abs(audit.swept) < 1e-14);
  const double area = radius * d * (1.0 - d * d / (18.0 * radius * radius)) - 10.0 * d;
  const double b = line.pillar.lattice().burgers(burgers).norm();
  const Matrix3 swept = line.pillar.state().ledger.swept_total();
  CHECK(std::abs(swept.trace()) == relative(b * area, 1e-9));
  CHECK(std::abs(line.xi.dot(swept * line.n)) == relative(b * 0.5 * 0.6 * 9.0, 1e-5));
}

TEST_CASE("a run is not shifted with its end by a kink height, nor where the end is held") {
  const double height = kink_height(JoggedEdge(0.1).pillar.lattice());
  for (const bool held : {false, true}) {
    JoggedEdge line(held ? 0.19 : 1.01 * height, held);
    close_short_links(line.pillar.model(), line.pillar.state());
    CHECK(line.pillar.network().alive_segments() == 5);
  }
}

// The crossing slides along b, in which the planes of all five arms meet, through a corner 2.5 nm, less than half of
// segment_min, from a pin: the two become one, and nothing is tilted.
TEST_CASE("a corner beside a pin joins a crossing that slides through it") {
  TestPillar pillar(thin_pillar());
  const Vector3 xi = Vector3(1, 1, 1).normalized(), across = Vector3(-4, 1, 1).normalized(), x{0, 0, 100};
  const Integer3 other{-1, 1, -1};
  Edit edit(pillar.network());
  const Slot pin = edit.add_node(x + 2.5 * across, NodeKind::pinned), corner = edit.add_node(x),
             crossing = edit.add_node(x + 0.01 * xi);
  const Vector3 m = pillar.network().node(crossing).x, way = Vector3(1, -1, 0).normalized();
  const Slot end = edit.add_node(m + 12.0 * way, NodeKind::pinned);
  edit.add_segment(pin, corner, burgers, {0, 1, -1});
  edit.add_segment(corner, crossing, burgers, run_plane);
  edit.add_segment(crossing, end, burgers, run_plane);
  for (const double side : {-8.0, 8.0}) {
    const Slot far = edit.add_node(m + side * Vector3(1, -1, 1).normalized(), NodeKind::pinned);
    side < 0.0 ? edit.add_segment(far, crossing, other, {1, 0, -1}) : edit.add_segment(crossing, far, other, {1, 0, -1});
  }
  pillar.begin();
  close_short_links(pillar.model(), pillar.state());
  const Network& net = pillar.network();
  CHECK(net.alive_segments() == 4);
  CHECK(broken_invariants(net, true, 1e-7).empty());
}
