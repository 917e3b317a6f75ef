// Loops and lines counted on networks built by hand. Oracle: what one sees on paper.
#include <doctest/doctest.h>

#include "ddd/dynamics/curves.hpp"
#include "ddd/network/edit.hpp"

using namespace pillardd;

namespace {

struct Hand {
  Network net{Lattice({0, 0, 1}, {1, 0, 0}, 0.3), 0.0};
  Edit edit{net};
  explicit Hand(double period = 0.0) : net(Lattice({0, 0, 1}, {1, 0, 0}, 0.3), period), edit(net) {}

  Slot node(double x, double y, double z, NodeKind kind = NodeKind::free) { return edit.add_node({x, y, z}, kind); }
  void link(Slot a, Slot b, const Integer3& burgers = {1, 1, 1}) { edit.add_segment(a, b, burgers, {0, 0, 0}); }
  /// A square loop of side 20 nm with its first corner at x; returns the corners.
  std::vector<Slot> square(double x, const Integer3& burgers = {1, 1, 1}) {
    const std::vector<Slot> n{node(x, 0, 50), node(x + 20, 0, 50), node(x + 20, 20, 50), node(x, 20, 50)};
    for (std::size_t i = 0; i < 4; ++i) link(n[i], n[(i + 1) % 4], burgers);
    return n;
  }
  CurveCensus census() const { return CurveCensus(net); }
};

void check(const CurveCensus& c, std::uint64_t loops, std::uint64_t lines) {
  CHECK(c.loops() == loops);
  CHECK(c.lines() == lines);
}

}  // namespace

TEST_CASE("loops, lines that end on the surface, lines through the periodic boundary") {
  Hand h(100.0);
  h.square(0);
  const Slot a = h.node(50, 0, 10, NodeKind::surface), b = h.node(50, 20, 10), c = h.node(50, 40, 10, NodeKind::surface);
  h.link(a, b);
  h.link(b, c);
  const Slot p = h.node(0, 60, 0), q = h.node(0, 60, 33), r = h.node(0, 60, 66);
  h.link(p, q);
  h.link(q, r);
  h.link(r, p);  // the shorter way is through the boundary
  check(h.census(), 1, 2);
}

TEST_CASE("two lines that share a junction are two lines; two loops that do are two loops") {
  Hand h;
  const Slot p = h.node(0, 0, 0), q = h.node(10, 0, 0);
  const auto surface = [&](double x, double y) { return h.node(x, y, 0, NodeKind::surface); };
  const Integer3 one{1, 1, 1}, two{1, -1, -1};
  h.link(surface(-20, 20), p, one);
  h.link(surface(-20, -20), p, two);
  h.link(p, q, {2, 0, 0});
  h.link(q, surface(30, 20), one);
  h.link(q, surface(30, -20), two);
  check(h.census(), 0, 2);

  Hand g;
  const Slot m = g.node(0, 0, 0), n = g.node(10, 0, 0), up = g.node(5, 30, 0), down = g.node(5, -30, 0);
  g.link(n, up, one);
  g.link(up, m, one);
  g.link(n, down, two);
  g.link(down, m, two);
  g.link(m, n, {2, 0, 0});
  check(g.census(), 2, 0);
}

TEST_CASE("a loop of <100> lines is a loop") {
  Hand h;
  h.square(0, {2, 0, 0});
  check(h.census(), 1, 0);
}

TEST_CASE("what became of the curves: merged, made, cut off, gone, put in") {
  Hand h;
  const std::vector<Slot> one = h.square(0), two = h.square(40);
  const CurveCensus start = h.census();
  h.edit.merge(one[1], two[0], {30, 0, 50}, Cause::collision);
  const CurveCensus touching = h.census();
  check(touching, 1, 0);
  CurveTally t = touching.change_since(start);
  CHECK(t.merged == 1);
  CHECK(t.made + t.gone + t.placed == 0);
  CHECK(touching.made_since(h.net, start).empty());

  h.edit.split(one[1], {h.net.node(one[1]).arms[2], h.net.node(one[1]).arms[3]}, {0, 0, 0});
  const CurveCensus apart = h.census();
  check(apart, 2, 0);
  t = apart.change_since(touching);
  CHECK(t.made == 1);
  CHECK(t.merged + t.gone + t.placed == 0);
  const std::vector<Event> made = apart.made_since(h.net, touching);
  REQUIRE(made.size() == 1);
  CHECK(made.front().kind == EventKind::multiplication);

  h.square(100);
  t = h.census().change_since(apart);
  CHECK(t.placed == 1);
  CHECK(t.made + t.merged + t.gone == 0);
  t = apart.change_since(h.census());  // the other way round: it is gone
  CHECK(t.gone == 1);
}

// Oracle: the balance, where one loop leaves while a source makes another in the same step.
TEST_CASE("a loop that comes off while another vanishes is not hidden") {
  Hand before, after;
  before.square(0);
  const Slot a = before.node(200, 0, 0, NodeKind::pinned), b = before.node(220, 0, 0), c = before.node(240, 0, 0, NodeKind::pinned);
  before.link(a, b);
  before.link(b, c);
  // The same ids: the loop's nodes are left out, the line's middle node is on a loop now and the line has a new one.
  for (int i = 0; i < 4; ++i) after.node(0, 0, 0);
  const Slot d = after.node(200, 0, 0, NodeKind::pinned), e = after.node(220, 30, 0), f = after.node(240, 0, 0, NodeKind::pinned);
  const Slot g = after.node(210, 40, 0), k = after.node(230, 40, 0), middle = after.node(220, 0, 0);
  after.link(d, middle);
  after.link(middle, f);
  after.link(e, g);
  after.link(g, k);
  after.link(k, e);
  const CurveTally t = after.census().change_since(before.census());
  CHECK(t.made == 1);
  CHECK(t.gone == 1);
  const std::vector<Event> made = after.census().made_since(after.net, before.census());
  REQUIRE(made.size() == 1);
  CHECK(made.front().length == doctest::Approx(48.284271).epsilon(1e-7));  // 20 (1 + sqrt 2), not the line's 40 nm
}
