// Surface nodes near a platen. Oracle: the geometry, the node is on the surface, on its glide plane, between the
// platens.
#include <doctest/doctest.h>

#include <cmath>

#include "ddd/base/random.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/topology.hpp"
#include "ddd/simulation/step.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

TEST_CASE("a surface node asked to go past a platen stops at it") {
  const std::string input =
      "seed: 3\npillar: {shape: prism, width: 90 nm, depth: 75 nm, height: 60 nm, axis: [1, 2, 3], side: [3, 0, -1], "
      "ends: "
      "platens}\nmaterial: Mo\ntemperature: 300 K\ndislocations:\n  - lines: {count: 6}\nmobility: {law: "
      "linear}\nsurface: "
      "{image_stress: {method: none}, nucleation: {model: none}}\nloading: [{mode: tension, stress: 0 GPa, until: "
      "{time: 1 "
      "s}}]\noutput: {network: false}\n";
  TestPillar pillar(input);
  const Network& net = pillar.network();
  const RandomStream stream(5, RandomPurpose::lines, 7);
  std::uint64_t draw = 0;
  int stopped = 0;
  for (std::size_t i = 0; i < net.nodes().size(); ++i) {
    const Node& node = net.nodes()[i];
    if (node.kind != NodeKind::surface) continue;
    const Vector3& normal = net.segment(node.arms.front()).normal;
    for (int k = 0; k < 200; ++k) {
      Vector3 shift;
      for (int c = 0; c < 3; ++c) shift[c] = 80.0 * stream.uniform(draw++) - 40.0;
      shift -= normal * normal.dot(shift);
      const Vector3 to = allowed_position(pillar.model(), net, static_cast<Slot>(i), node.x + shift);
      CHECK_FALSE(beyond_platen(pillar.model(), to.z()));
      CHECK(std::abs(pillar.model().boundary->signed_distance(to)) < 1e-9 * 90.0);
      CHECK(std::abs(normal.dot(to - node.x)) < 1e-9 * 90.0);
      stopped += to.z() < 1e-3 || to.z() > 60.0 - 1e-3 ? 1 : 0;
    }
  }
  CHECK(stopped > 20);
}

// A finger two core radii deep and 0.01 nm wide, which left a chord of 0.01 nm: under 4 GPa its ends moved so fast that
// no step was short enough. Oracle: geometry, none of it is a line any more when the pass is over.
TEST_CASE("a chord that remeshing leaves at the surface is gone with it") {
  TestPillar pillar(
      "seed: 1\npillar: {shape: prism, width: 100 nm, depth: 100 nm, height: 100 nm, axis: [0, 0, 1], side: [1, 0, 0], "
      "ends: free}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\nmobility: {law: linear}\nsurface: "
      "{image_stress: "
      "{method: none}, nucleation: {model: none}}\nloading: [{mode: tension, stress: 0 GPa, until: {time: 1 "
      "s}}]\nnumerics: "
      "{core_radius: 1 nm, segment_max: 10 nm, segment_min: 4 nm}\noutput: {network: false}\n");
  const Vector3 n = pillar.lattice().plane_normal({1, 0, -1}), along = Vector3::UnitY();
  const Vector3 in = along.cross(n) * (along.cross(n).z() > 0.0 ? -1.0 : 1.0), top(0, 0, 100);
  Path path;
  path.burgers = {1, 1, 1};
  for (int i = 0; i <= 2; ++i) {
    path.corners.push_back(top + 0.005 * (i - 1) * along + (i == 1 ? 2.0 / -in.z() : 0.0) * in);
    path.kinds.push_back(i == 1 ? NodeKind::free : NodeKind::surface);
    if (i > 0) path.legs.push_back({{1, 0, -1}, false});
  }
  pillar.add(path);
  std::vector<Event> events;
  cut_at_surface(pillar.model(), pillar.state(), events);
  CHECK(events.empty());
  remesh(pillar.model(), pillar.state());
  release_chords(pillar.model(), pillar.state(), events);
  Edit(pillar.network()).compact();
  CHECK(pillar.network().segments().empty());
  CHECK(events.size() == 1);
  const Audit audit = audit_ledger(pillar.state());
  CHECK(std::abs(audit.length) < 1e-12);
  CHECK(std::abs(audit.swept) < 1e-12);
}

// A line without a plane that lies along a cylinder of 100 nm, nodes outside by 0.001 nm, arms inside by 0.24 nm. Cut
// where it passes the surface it was pieces whose ends met again, in steps of 1e-6 ns. Oracle: geometry, as above.
TEST_CASE("a line along the surface of a cylinder leaves as a whole") {
  TestPillar pillar(free_body(100.0, 1.0, 20.0));
  Path path;
  path.burgers = {1, 1, 1};
  const double angle = 14.0 / 100.0;
  for (int i = 0; i <= 4; ++i) {
    const bool end = i == 0 || i == 4;
    path.corners.push_back((end ? 100.0 : 100.001) * Vector3(std::cos(angle * i), std::sin(angle * i), 0.0) +
                           Vector3(0, 0, 50 + 2 * i));
    path.kinds.push_back(end ? NodeKind::surface : NodeKind::free);
    if (i > 0) path.legs.push_back({{0, 0, 0}, false});
  }
  pillar.add(path);
  std::vector<Event> events;
  cut_at_surface(pillar.model(), pillar.state(), events);
  Edit(pillar.network()).compact();
  CHECK(pillar.network().segments().empty());
  const Audit audit = audit_ledger(pillar.state());
  CHECK(std::abs(audit.length) < 1e-12);
  CHECK(std::abs(audit.swept) < 1e-12);
}

// A line half a core radius deep, beside its image. Oracle: the attraction of a line, mu b/(4 pi (1-nu) a/2) = 9.7 GPa
// of shear, is above any load here; at one and a half radii the code's own forces decide. The books close as for any
// escape.
TEST_CASE("a line within a core radius of the surface has left it, where there is an image stress") {
  for (const std::string image : {"half_space", "none"}) {
    for (const double depth : {0.5, 1.5}) {
      TestPillar pillar(
          "seed: 1\npillar: {shape: prism, width: 100 nm, depth: 100 nm, height: 100 nm, axis: [0, 0, 1], side: [1, 0, "
          "0], "
          "ends: free}\nmaterial: W\ntemperature: 300 K\ndislocations: []\nmobility: {law: linear}\nsurface: "
          "{image_stress: "
          "{method: " +
          image +
          "}, nucleation: {model: none}}\nloading: [{mode: tension, stress: 0 GPa, until: {time: 1 s}}]\nnumerics: "
          "{core_radius: 1 nm, segment_max: 10 nm, segment_min: 4 nm}\noutput: {network: false}\n");
      const Vector3 n = pillar.lattice().plane_normal({1, 0, -1}), along = Vector3::UnitY();
      const Vector3 in = along.cross(n) * (along.cross(n).z() > 0.0 ? -1.0 : 1.0), top(0, 0, 100);
      Path path;
      path.burgers = {1, 1, 1};
      for (int i = 0; i <= 4; ++i) {
        const bool end = i == 0 || i == 4;
        path.corners.push_back(top + 8.0 * (i - 2) * along + (end ? 0.0 : depth / -in.z()) * in);
        path.kinds.push_back(end ? NodeKind::surface : NodeKind::free);
        if (i > 0) path.legs.push_back({{1, 0, -1}, false});
      }
      pillar.add(path);
      std::vector<Event> events;
      cut_at_surface(pillar.model(), pillar.state(), events);
      Edit(pillar.network()).compact();
      const bool leaves = image != "none" && depth < 1.0;
      CAPTURE(image);
      CAPTURE(depth);
      CHECK(pillar.network().segments().empty() == leaves);
      CHECK(events.size() == (leaves ? 4 : 0));
      const Audit audit = audit_ledger(pillar.state());
      CHECK(std::abs(audit.length) < 1e-12);
      CHECK(std::abs(audit.swept) < 1e-12);
    }
  }
}

// The last piece of a line lies on another plane than the rest, as after cross-slip at the surface, and is 1 nm long.
// Oracle: geometry. Its corner goes along the line in which both planes meet, as it does while it slides, and the line
// ends where that comes out; by the nearest way out within the plane of the rest it was put 1.3 nm across b, against
// the load, and came back and cross-slipped, once in a nanosecond.
TEST_CASE("a corner beside the surface leaves along the line of its planes") {
  TestPillar pillar(
      "seed: 1\npillar: {shape: prism, width: 100 nm, depth: 100 nm, height: 100 nm, axis: [0, 0, 1], side: [1, 0, 0], "
      "ends: free}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\nmobility: {law: linear}\nsurface: "
      "{image_stress: {method: none}, nucleation: {model: none}}\nloading: [{mode: tension, stress: 0 GPa, until: "
      "{time: "
      "1 s}}]\nnumerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm}\noutput: {network: false}\n");
  const Integer3 burgers{1, 1, 1}, rest{1, 0, -1}, last{0, 1, -1};
  const Vector3 b = pillar.lattice().direction(burgers), corner(3, 4, 99.5), out = corner + 0.5 / b.z() * b;
  const Vector3 on_last = pillar.lattice().plane_normal(last).cross(Vector3::UnitZ()).normalized(),
                on_rest = pillar.lattice().plane_normal(rest).cross(b);
  Path path;
  path.burgers = burgers;
  path.corners = {corner - 16.0 * b + 1.8 * on_rest, corner, out + 0.6 * on_last};
  path.kinds = {NodeKind::pinned, NodeKind::free, NodeKind::surface};
  path.legs = {{rest, false}, {last, false}};
  pillar.add(path);
  std::vector<Event> events;
  cut_at_surface(pillar.model(), pillar.state(), events);
  Network& network = pillar.network();
  Edit(network).compact();
  REQUIRE(network.segments().size() == 1);
  CHECK(network.segment(0).plane == canonical_plane(rest));
  const Slot end =
      network.node(network.segment(0).a).kind == NodeKind::surface ? network.segment(0).a : network.segment(0).b;
  CHECK((network.node(end).x - out).norm() < 1e-9);
  const Audit audit = audit_ledger(pillar.state());
  CHECK(std::abs(audit.length) < 1e-12);
  CHECK(std::abs(audit.swept) < 1e-12);
}
