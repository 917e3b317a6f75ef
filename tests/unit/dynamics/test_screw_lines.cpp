#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/topology.hpp"
#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/stiff_screw_law.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, -1, 0};

/// A periodic pillar along [111]: z along b, x the normal of (1-10), y the direction in which its screw glides.
std::string screw_pillar(const std::string& cross_slip = "none") {
  return "seed: 1\npillar: {shape: prism, width: 4 um, depth: 4 um, height: 400 nm, axis: [1, 1, 1], side: [1, -1, 0], "
         "ends: periodic}\n"
         "material: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: " +
         cross_slip +
         ", edge_drag: 1e-4 Pa s, screw_drag: 1e-2 Pa s, climb_drag: 10 Pa s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm}\noutput: {network: false}\n";
}

/// A screw through the periodic boundary, `count` nodes 20 nm apart, at y = amplitude cos(2 pi k waves/count).
void add_screw(TestPillar& pillar, double amplitude, int waves, int count = 20) {
  Edit edit(pillar.network());
  std::vector<Slot> nodes;
  for (int k = 0; k < count; ++k)
    nodes.push_back(edit.add_node({0.0, amplitude * std::cos(2.0 * std::numbers::pi * waves * k / count), 20.0 * k}));
  for (std::size_t k = 0; k < nodes.size(); ++k)
    edit.add_segment(nodes[k], nodes[(k + 1) % nodes.size()], burgers, plane);
  pillar.begin();
}

double mean_y(const Network& network) {
  double sum = 0.0;
  for (const Node& n : network.nodes()) sum += n.alive ? n.x.y() : 0.0;
  return sum / static_cast<double>(network.alive_nodes());
}

/// An open line along z from pin to pin with nodes at the heights y.
void add_open(TestPillar& pillar, const std::vector<double>& y) {
  Edit edit(pillar.network());
  Slot before = no_slot;
  for (std::size_t k = 0; k < y.size(); ++k) {
    const bool end = k == 0 || k + 1 == y.size();
    const Slot n = edit.add_node({0.0, y[k], 20.0 * static_cast<double>(k)}, end ? NodeKind::pinned : NodeKind::free);
    if (before != no_slot) edit.add_segment(before, n, burgers, plane);
    before = n;
  }
}

}  // namespace

// Oracle: counting by hand. Scale: lengths along b, exact but for rounding.
TEST_CASE("length of the straight screw an arm belongs to") {
  TestPillar pillar(screw_pillar());
  const double h = kink_height(pillar.lattice());
  CHECK(h == relative(pillar.lattice().lattice_parameter() * std::sqrt(2.0 / 3.0), 1e-15));
  // Rises by 0.4 h at four arms, then by 20 nm: windows of two rising arms each, and the two level arms before them.
  add_open(pillar, {0.0, 0.0, 0.0, 0.4 * h, 0.8 * h, 1.2 * h, 1.6 * h, 20.0});
  const ScrewLines lines = screw_lines(pillar.network());
  const std::vector<double> expected{80.0, 80.0, 80.0, 80.0, 40.0, 40.0};
  for (std::size_t s = 0; s < expected.size(); ++s) {
    CAPTURE(s);
    CHECK(lines.near[s]);
    CHECK(lines.length[s] == relative(expected[s], 1e-12));
  }
  CHECK(!lines.near[6]);
  CHECK(lines.length[6] == relative(pillar.network().length(6), 1e-15));
}

TEST_CASE("a periodic screw is infinitely long, a bent one is not") {
  TestPillar straight(screw_pillar()), bent(screw_pillar());
  add_screw(straight, 0.1, 1);
  for (const double length : screw_lines(straight.network()).length) CHECK(std::isinf(length));
  // Amplitude 0.2 nm, full swing 0.4 > h: no stretch reaches over the whole period.
  add_screw(bent, 0.2, 1);
  for (const double length : screw_lines(bent.network()).length) {
    CHECK(length >= 20.0);
    CHECK(length < 400.0);
  }
}

// Oracle: the straight screw, x = v_s t, v_s = M_s tau b. Scale: 5 % of the way of 10 nm. The mean mobility of a zigzag
// of these slopes is up to 4e4 times the screw's.
TEST_CASE("a perturbed screw advances as a straight one") {
  for (const double ratio : {1e2, 1e5, 1e8})
    for (const double amplitude : {0.01, 0.05, 0.2})
      for (const int waves : {1, 5, 10}) {
        CAPTURE(ratio);
        CAPTURE(amplitude);
        CAPTURE(waves);
        TestPillar pillar(screw_pillar());
        const double edge_mobility = 1e3, screw_mobility = edge_mobility / ratio;
        pillar.model().law = std::make_unique<StiffScrewLaw>(screw_mobility, edge_mobility);
        add_screw(pillar, amplitude, waves);
        pillar.resolve(0.5, burgers, plane);
        const double speed = screw_mobility * 0.5 * pillar.lattice().burgers_magnitude(), time = 10.0 / speed;
        int steps = 0;
        while (pillar.state().load.time.total() < time) {
          pillar.step(time - pillar.state().load.time.total());
          REQUIRE(++steps < 2000);
        }
        CHECK(std::abs(mean_y(pillar.network())) == relative(10.0, 0.05));
      }
}

// Oracle: by hand. A corner that runs ahead through the screw orientation has the screw's speed; one that lies behind
// has not.
TEST_CASE("a corner ahead of the line waits for the screw in it") {
  for (const double side : {1.0, -1.0}) {
    TestPillar pillar(screw_pillar());
    pillar.model().law = std::make_unique<StiffScrewLaw>(1e-5, 1e3);
    add_open(pillar, {0.0, side * 2.0, 0.0});
    pillar.resolve(50.0, burgers, plane);
    const Vector3 v = pillar.velocities()[1];
    const double screw = 1e-5 * 50.0 * pillar.lattice().burgers_magnitude();
    REQUIRE(std::abs(v.y()) > 0.0);
    const bool ahead = v.y() * side > 0.0;
    CHECK(std::abs(v.y()) < (ahead ? 1.1 : 1e9) * screw);
    CHECK(std::abs(v.y()) > (ahead ? 0.5 : 1e4) * screw);
  }
}

// Oracle: the law itself. A plane on which it is faster by more than the margin is taken, one by less is not.
TEST_CASE("a screw takes the plane on which the law is fastest") {
  const Integer3 other{0, 1, -1};
  for (const double margin : {1.2, 3.0}) {
    TestPillar pillar(screw_pillar("screw"), {"mobility.cross_slip_margin=" + std::to_string(margin)});
    // The resolved shear on (01-1) is half of that on (1-10): with a mobility four times as large it is twice as fast.
    pillar.model().law = std::make_unique<FavouringLaw>(pillar.lattice().plane_normal(other), 4.0);
    add_screw(pillar, 0.0, 1);
    pillar.resolve(0.5, burgers, plane);
    pillar.state().dt_next = 1e-6;
    const std::vector<Event> events = pillar.step(1e-6);
    const bool taken = margin < 2.0;
    for (const Segment& s : pillar.network().segments())
      if (s.alive) CHECK(s.plane == (taken ? other : plane));
    CHECK(events.size() == (taken ? 1 : 0));
    if (taken) {
      CHECK(events.front().kind == EventKind::cross_slip);
      CHECK(events.front().length == relative(400.0, 1e-9));
    }
  }
}

TEST_CASE("pencil glide frees straight screws from their plane") {
  TestPillar pillar(screw_pillar("pencil"));
  add_screw(pillar, 0.0, 1);
  const Vector3 s = Vector3::UnitZ(), n = Vector3(std::cos(0.2), std::sin(0.2), 0.0);  // no plane of low indices
  pillar.model().uniform_stress_given = true;
  pillar.model().uniform_stress = 0.5 * (s * n.transpose() + n * s.transpose());
  pillar.step(1e-3);
  const Vector3 from = pillar.network().nodes()[0].x;
  pillar.step(1e-3);
  const Vector3 way = pillar.network().nodes()[0].x - from;
  CHECK(std::abs(way.dot(n)) < 1e-9 * way.norm());
  CHECK(way.norm() == relative(0.5 * pillar.lattice().burgers_magnitude() / 1e-2 * pillar.state().dt, 1e-6));
}

// Oracle: by hand. The corner slides along b, which both planes hold, until its link is segment_min (8 nm) long; no
// node moves across b, and every arm keeps its plane.
TEST_CASE("a short link at the end of a screw is drawn out, and the screw stays where it is") {
  const Integer3 other{0, 1, -1};
  for (const bool pinned : {true, false}) {
    CAPTURE(pinned);
    TestPillar pillar(screw_pillar());
    Edit edit(pillar.network());
    const Vector3 z = Vector3::UnitZ(), across = pillar.lattice().plane_normal(other).cross(z);
    const Vector3 corner = 1.0 * across + 0.5 * z;
    const Slot m = edit.add_node(Vector3::Zero(), pinned ? NodeKind::pinned : NodeKind::free);
    const Slot n = edit.add_node(corner);
    const Slot link = edit.add_segment(m, n, burgers, other);
    std::vector<Slot> run{n};
    for (int k = 1; k <= 5; ++k) {
      run.push_back(edit.add_node(corner + 20.0 * k * z, k == 5 ? NodeKind::pinned : NodeKind::free));
      edit.add_segment(run[run.size() - 2], run.back(), burgers, plane);
    }
    if (!pinned) edit.add_segment(edit.add_node(-20.0 * z, NodeKind::pinned), m, burgers, plane);
    pillar.begin();
    draw_short_links(pillar.model(), pillar.state());
    const double width = across.norm(), expected = std::sqrt(64.0 - width * width);
    if (pinned) {
      CHECK(pillar.network().length(link) == relative(8.0, 1e-12));
      CHECK((pillar.network().node(n).x - (across + expected * z)).norm() < 1e-12);
    }
    remesh(pillar.model(), pillar.state());
    close_short_links(pillar.model(), pillar.state());
    for (const Slot k : run) {
      if (!pillar.network().node(k).alive) continue;
      const Vector3 off = pillar.network().node(k).x - corner;
      CHECK((off - z * z.dot(off)).norm() < 1e-12);
    }
    for (const Segment& s : pillar.network().segments())
      if (s.alive) CHECK(!is_zero(s.plane));
    CHECK(std::abs(audit_ledger(pillar.state()).swept) < 1e-12);
  }
}

// Oracle: by hand. A screw of 6 nm, too short for its corner to be drawn along it, and a long arm lie on planes 4e-5 nm
// apart: the arm is tilted by less than 1e-5. On planes 4e-3 nm apart the link stays. Planes are never lost.
TEST_CASE("a link between parallel planes that are nearly one is closed") {
  const Integer3 other{0, 1, -1};
  for (const double apart : {4e-5, 4e-3}) {
    CAPTURE(apart);
    TestPillar pillar(screw_pillar());
    Edit edit(pillar.network());
    const Vector3 z = Vector3::UnitZ(), link_way = pillar.lattice().plane_normal(other).cross(z),
                  n = pillar.lattice().plane_normal(plane);
    const Vector3 corner = 0.02 * z + apart / n.dot(link_way) * link_way;
    const Slot pin = edit.add_node(-6.0 * z, NodeKind::pinned), end = edit.add_node(Vector3::Zero()),
               from = edit.add_node(corner), to = edit.add_node(corner + 8.0 * z + 7.0 * n.cross(z), NodeKind::pinned);
    edit.add_segment(pin, end, burgers, plane);
    edit.add_segment(end, from, burgers, other);
    edit.add_segment(from, to, burgers, plane);
    pillar.begin();
    draw_short_links(pillar.model(), pillar.state());
    close_short_links(pillar.model(), pillar.state());
    CHECK(pillar.network().alive_segments() == (apart < 1e-4 ? 2 : 3));
    for (const Segment& s : pillar.network().segments())
      if (s.alive) CHECK(!is_zero(s.plane));
    CHECK(broken_invariants(pillar.network(), true, 1e-5).empty());
    CHECK(std::abs(audit_ledger(pillar.state()).swept) < 1e-12);
  }
}

// Oracle: by hand. At 8 nm, what it is drawn out to again, the link is not pushed together, by either load; at 12 nm it
// is.
TEST_CASE("a corner at the end of a screw does not shorten a link that has been drawn out") {
  const Integer3 other{0, 1, -1};
  for (const double length : {8.0, 12.0})
    for (const double tau : {-5.0, 5.0}) {
      CAPTURE(length);
      CAPTURE(tau);
      TestPillar pillar(screw_pillar());
      Edit edit(pillar.network());
      const Vector3 z = Vector3::UnitZ(), across = pillar.lattice().plane_normal(other).cross(z);
      const Slot m = edit.add_node(Vector3::Zero(), NodeKind::pinned);
      const Slot n = edit.add_node(across + std::sqrt(length * length - 1.0) * z);
      const Slot end = edit.add_node(pillar.network().node(n).x + 20.0 * z, NodeKind::pinned);
      edit.add_segment(m, n, burgers, other);
      edit.add_segment(n, end, burgers, plane);
      pillar.begin();
      pillar.resolve(tau, burgers, other);
      const double v = pillar.velocities()[static_cast<std::size_t>(n)].dot(z);
      if (tau < 0.0)
        CHECK(v > 1.0);
      else if (length > 10.0)
        CHECK(v < -1.0);
      else
        CHECK(v == 0.0);
    }
}

// A node too near to a pin that holds the line's shape between two of them. Oracle: the triangle over the chord by
// hand.
TEST_CASE("a node alone between two pins slides to the middle of their chord and sweeps nothing") {
  TestPillar pillar(screw_pillar());
  Edit edit(pillar.network());
  const Slot p = edit.add_node(Vector3::Zero(), NodeKind::pinned), n = edit.add_node({0.0, 5.0, 6.0}),
             q = edit.add_node({0.0, 0.0, 18.0}, NodeKind::pinned);
  edit.add_segment(p, n, burgers, plane);
  edit.add_segment(n, q, burgers, plane);
  pillar.begin();
  remesh(pillar.model(), pillar.state());
  REQUIRE(pillar.network().node(n).alive);
  CHECK((pillar.network().node(n).x - Vector3(0.0, 5.0, 9.0)).norm() < 1e-12);
  CHECK(pillar.state().ledger.swept_total().norm() < 1e-12);
}

// A node 6 nm from a pin on a line that runs on. Joined, it would leave an arm as long as the chord, 18 nm, soon to be
// divided again: it slides, as above; with a chord of 13 nm it is taken out.
TEST_CASE("a node beside a pin slides where joining would leave a long arm") {
  for (const double chord : {18.0, 13.0}) {
    CAPTURE(chord);
    TestPillar pillar(screw_pillar());
    Edit edit(pillar.network());
    const Slot p = edit.add_node(Vector3::Zero(), NodeKind::pinned), n = edit.add_node({0.0, 1.0, 6.0}),
               q = edit.add_node({0.0, 0.0, chord}), r = edit.add_node({0.0, -9.0, chord + 15.0}, NodeKind::pinned);
    edit.add_segment(p, n, burgers, plane);
    edit.add_segment(n, q, burgers, plane);
    edit.add_segment(q, r, burgers, plane);
    pillar.begin();
    remesh(pillar.model(), pillar.state());
    CHECK(pillar.network().node(n).alive == (chord > 15.0));
    if (chord > 15.0) {
      CHECK((pillar.network().node(n).x - Vector3(0.0, 1.0, 9.0)).norm() < 1e-12);
      CHECK(pillar.state().ledger.swept_total().norm() < 1e-12);
    }
  }
}

// A node 6 nm from the end of its screw, which a mixed arm ends. Joined, it would leave an arm as long as the chord, 18
// nm: it slides to the middle of that and sweeps nothing; with a chord of 13 nm it is taken out, and the end stays
// where it was; whichever of the two is looked at first. Oracle: by hand.
TEST_CASE("a node inside a straight screw slides where joining would leave a long arm") {
  for (const double chord : {18.0, 13.0})
    for (const bool end_first : {false, true}) {
      CAPTURE(chord);
      CAPTURE(end_first);
      TestPillar pillar(screw_pillar());
      Edit edit(pillar.network());
      const Vector3 at_n(0.0, 0.1, chord - 6.0), at_q(0.0, 0.2, chord);
      const Slot p = edit.add_node(Vector3::Zero(), NodeKind::pinned), one = edit.add_node(end_first ? at_q : at_n),
                 other = edit.add_node(end_first ? at_n : at_q),
                 r = edit.add_node({0.0, -9.0, chord + 15.0}, NodeKind::pinned);
      const Slot n = end_first ? other : one, q = end_first ? one : other;
      edit.add_segment(p, n, burgers, plane);
      edit.add_segment(n, q, burgers, plane);
      edit.add_segment(q, r, burgers, plane);
      pillar.begin();
      const Vector3 along = at_q.normalized(), middle = 0.5 * at_q + at_n - along * along.dot(at_n);
      remesh(pillar.model(), pillar.state());
      REQUIRE(pillar.network().node(q).alive);
      CHECK((pillar.network().node(q).x - at_q).norm() < 1e-12);
      CHECK(pillar.network().node(n).alive == (chord > 15.0));
      if (chord < 15.0) continue;
      CHECK((pillar.network().node(n).x - middle).norm() < 1e-12);
      CHECK(pillar.state().ledger.swept_total().norm() < 1e-12);
      remesh(pillar.model(), pillar.state());
      CHECK((pillar.network().node(n).x - middle).norm() < 1e-12);
    }
}

// Oracle: by hand. The end of a screw, 0.8 nm across b from a pin and 1.7 nm away, stays: put on the pin it would tilt
// the screw by three kink heights, slide back at once and be put there again. A corner before an arm that has risen by
// 1.4 kink heights stays where it is 4.9 nm from the pin; nearer, or before a mixed arm, it slides to the middle of the
// chord.
TEST_CASE("the end of a screw is not put on a pin beside it") {
  struct Case {
    double rise;
    Vector3 end;
    bool stays;
  };
  for (const Case& at : {Case{0.0, {0.0, 0.8, 1.5}, true}, Case{0.36, {0.0, 3.5, 3.5}, true},
                         Case{0.36, {0.0, 0.8, 1.5}, false}, Case{3.0, {0.0, 3.5, 3.5}, false}}) {
    CAPTURE(at.rise);
    CAPTURE(at.end.z());
    TestPillar pillar(screw_pillar());
    Edit edit(pillar.network());
    const Vector3 chord = at.end + Vector3(0.0, at.rise, 18.0);
    const Slot pin = edit.add_node(Vector3::Zero(), NodeKind::pinned), n = edit.add_node(at.end),
               far = edit.add_node(chord, NodeKind::pinned);
    edit.add_segment(pin, n, burgers, plane);
    edit.add_segment(n, far, burgers, plane);
    pillar.begin();
    remesh(pillar.model(), pillar.state());
    close_short_links(pillar.model(), pillar.state());
    REQUIRE(pillar.network().alive_segments() == 2);
    const double to_middle = 0.5 * chord.norm() - at.end.dot(chord) / chord.norm();
    CHECK(std::abs((pillar.network().node(n).x - at.end).norm() - (at.stays ? 0.0 : to_middle)) < 1e-12);
  }
}
