// Loops too small to be meshed that hang on other lines. Oracles: geometry and areas by hand.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "ddd/dynamics/topology.hpp"
#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1};
constexpr double segment_min = 20.0;

/// A prismatic triangle on three planes of one zone, each side across b: it can glide, but not shrink. Its first corner
/// is a pin of a line that goes on to another.
struct HungTriangle {
  TestPillar pillar{free_body(1000.0, 0.4, 2.5 * segment_min)};
  std::vector<Event> events;
  Slot pin, corner, far;

  /// across: Burgers vector of the side from the far corner back to the pin; where it is another one, what is left of
  /// the sum goes on from there to a third pin.
  explicit HungTriangle(double side, const Integer3& across = burgers) {
    const Vector3 x(0.0, 0.0, 500.0), first = Vector3(-1, -1, 2).normalized(), second = Vector3(2, -1, -1).normalized();
    Edit edit(pillar.network());
    pin = edit.add_node(x, NodeKind::pinned);
    corner = edit.add_node(x + side * first);
    far = edit.add_node(x + side * (first + second));
    const Slot end = edit.add_node(x + 100.0 * Vector3(1, 1, -2).normalized(), NodeKind::pinned);
    edit.add_segment(pin, corner, burgers, {1, -1, 0});
    edit.add_segment(corner, far, burgers, {0, 1, -1});
    edit.add_segment(far, pin, across, across == burgers ? Integer3{1, 0, -1} : Integer3{0, 0, 0});
    edit.add_segment(pin, end, burgers, {1, -1, 0});
    const Integer3 left{burgers[0] - across[0], burgers[1] - across[1], burgers[2] - across[2]};
    if (left != Integer3{0, 0, 0})
      edit.add_segment(far, edit.add_node(x + Vector3(50.0, -80.0, 20.0), NodeKind::pinned), left, {0, 0, 0});
    pillar.begin();
    remove_small_loops(pillar.model(), pillar.state(), events);
  }
};

}  // namespace

TEST_CASE("a small triangle that hangs on a pin is taken away, whatever its planes") {
  const double side = 0.3 * segment_min;
  HungTriangle hung(side);
  const Network& net = hung.pillar.network();
  CHECK(net.alive_segments() == 1);
  CHECK(net.node(hung.pin).alive);
  CHECK(!net.node(hung.corner).alive);
  CHECK(!net.node(hung.far).alive);
  CHECK(broken_invariants(net, true).empty());
  REQUIRE(hung.events.size() == 1);
  CHECK(hung.events[0].kind == EventKind::removal);
  CHECK(hung.events[0].length == relative(3.0 * side, 1e-12));
  const Audit audit = audit_ledger(hung.pillar.state());
  CHECK(std::abs(audit.length) < 1e-14);
  CHECK(std::abs(audit.swept) < 1e-14);
  const double b = hung.pillar.lattice().burgers(burgers).norm();
  CHECK(std::abs(hung.pillar.state().ledger.swept_total().trace()) ==
        relative(b * std::sqrt(3.0) / 4.0 * side * side, 1e-9));
}

TEST_CASE("a triangle as long as the shortest segment stays, and one of two lines") {
  CHECK(HungTriangle(0.34 * segment_min).pillar.network().alive_segments() == 4);
  CHECK(HungTriangle(0.3 * segment_min, {1, -1, 1}).pillar.network().alive_segments() == 5);
}
