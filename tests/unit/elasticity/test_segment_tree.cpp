#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>
#include <numeric>

#include "ddd/elasticity/segment_tree.hpp"
#include "tests/unit/elasticity/networks.hpp"

using namespace pillardd;
using testing::Loops;

namespace {

/// The segments in another order, every third one from its other end: order[k] was the k-th one's place.
struct Shuffled {
  std::vector<StraightSegment> segments;
  std::vector<std::uint32_t> order;

  explicit Shuffled(const std::vector<StraightSegment>& from) : order(from.size()) {
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [](std::uint32_t i, std::uint32_t j) { return key(i) < key(j); });
    for (const std::uint32_t i : order) {
      const StraightSegment& s = from[i];
      segments.push_back(i % 3 == 0 ? StraightSegment{s.b, s.a, -s.burgers} : s);
    }
  }
  static std::uint32_t key(std::uint32_t i) { return i * 2654435761U; }
};

std::uint32_t in(const Shuffled& network, std::uint32_t listed) {
  return listed == SegmentTree::no_segment ? listed : network.order[listed];
}

std::vector<std::uint32_t> sorted(std::span<const std::uint32_t> of) {
  std::vector<std::uint32_t> out(of.begin(), of.end());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::uint32_t> all(std::size_t n) {
  std::vector<std::uint32_t> out(n);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

}  // namespace

// Oracle: the lines that the segments were made from.
TEST_CASE("closed loops from their segments: among an open line, arms of a junction, and one alone") {
  const Vector3 b(0.27, 0.0, 0.0);
  std::vector<StraightSegment> made;
  const auto at = [](double x, double y) { return Vector3(x, y, 0.0); };
  made.insert(made.end(), {{at(0, 0), at(1, 0), b}, {at(1, 0), at(1, 1), b}, {at(1, 1), at(0, 0), b}});  // loop 0-2
  for (int k = 0; k < 5; ++k) made.push_back({at(k, 5), at(k + 1, 5), b});                               // line 3-7
  for (int k = 0; k < 2; ++k) made.push_back({at(0, 9 + k), at(0, 10 + k), b});                          // arm 8, 9
  for (int k = 0; k < 2; ++k) made.push_back({at(k, 11), at(k + 1, 11), b});                             // arm 10, 11
  for (int k = 0; k < 2; ++k) made.push_back({at(-k, 11), at(-k - 1, 11), b});                           // arm 12, 13
  made.push_back({at(-9, -9), at(-8, -9), b});                                                           // 14
  made.insert(made.end(), {{at(7, 0), at(8, 0), b}, {at(8, 0), at(7, 0), b}});                           // loop 15, 16
  // A loop 17-19 whose start is a junction with 20: not a closed line.
  made.insert(made.end(), {{at(0, 20), at(1, 20), b}, {at(1, 20), at(1, 21), b}, {at(1, 21), at(0, 20), b}});
  made.push_back({at(0, 20), at(-1, 20), b});
  const Shuffled network(made);
  ClosedLoops found;
  found.build(network.segments);
  found.start_at_least(network.segments);
  CHECK(sorted(found.order()) == all(made.size()));
  std::vector<std::vector<std::uint32_t>> loops;
  for (const ClosedLoops::Loop& loop : found.loops()) {
    loops.emplace_back();
    for (std::uint32_t r = loop.begin; r < loop.end; ++r) loops.back().push_back(in(network, found.order()[r]));
  }
  std::sort(loops.begin(), loops.end());
  // Midpoints (0.5, 0), (1, 0.5), (0.5, 0.5): 0 is least, 2 less than 1.
  REQUIRE(loops.size() == 2);
  CHECK(loops[0] == std::vector<std::uint32_t>{0, 2, 1});
  CHECK(sorted(loops[1]) == std::vector<std::uint32_t>{15, 16});
}

TEST_CASE("closed loops from their segments: none, and zero written either way") {
  ClosedLoops found;
  found.build({});
  CHECK(found.order().empty());
  const std::vector<StraightSegment> two{{{1.0, 0.0, 0.0}, {0.0, 0.0, 0.0}, Vector3::UnitX()},
                                         {{0.0, -0.0, 0.0}, {1.0, 0.0, 0.0}, Vector3::UnitX()}};
  found.build(two);
  CHECK(found.loops().size() == 1);
}

namespace {

constexpr std::size_t sides = 37;  ///< five clusters with three places to spare

/// At a density where loops of 37 are as wide as half a cell of as many.
std::vector<StraightSegment> loops_and_lone_ones(std::size_t loops, std::size_t lone) {
  std::vector<StraightSegment> out =
      testing::random_loops(loops, sides, 20.0, 0.08, {306.0, 306.0, 306.0}, false).segments;
  for (const StraightSegment& s : testing::random_loops(lone, 3, 5.0, 0.08, {306.0, 306.0, 306.0}, true).segments)
    if (out.size() < loops * sides + lone) out.push_back(s);
  return out;
}

}  // namespace

// However they are listed: the same clusters, of the same segments.
TEST_CASE("segment tree: compact loops are cells") {
  const std::size_t count = 53;
  const std::vector<StraightSegment> made = loops_and_lone_ones(count, 0);
  const Shuffled network(made);
  SegmentTree tree, as_made;
  tree.build(network.segments, 0.0, TreeOrder::loops);
  as_made.build(made, 0.0, TreeOrder::loops);
  CHECK(tree.keeps_loops());
  CHECK(tree.size() == count * sides);
  CHECK(tree.places() > tree.size());
  REQUIRE(tree.places() == as_made.places());
  for (std::size_t c = 0; c < tree.cluster_count(); ++c) {
    std::vector<std::uint32_t> one, other;
    for (std::size_t p = c * SegmentTree::cluster_size; p < tree.cells()[tree.cell_of_cluster(c)].end; ++p) {
      one.push_back(in(network, tree.order()[p]));
      other.push_back(as_made.order()[p]);
    }
    CHECK(sorted(one) == sorted(other));
  }
  std::size_t whole = 0;
  for (const TreeCell& cell : tree.cells()) {
    std::vector<std::uint32_t> of;
    for (std::uint32_t p = cell.begin; p < cell.end; ++p)
      if (tree.order()[p] != SegmentTree::no_segment)
        of.push_back(in(network, tree.order()[p]) / static_cast<std::uint32_t>(sides));
    const bool one_loop = std::count(of.begin(), of.end(), of[0]) == static_cast<std::ptrdiff_t>(of.size());
    if (one_loop && of.size() == sides) ++whole;
    CHECK(cell.in_loop == (one_loop && of.size() < sides));
  }
  CHECK(whole == count);
}

// 30 loops of 37 and 370 others are three quarters.
TEST_CASE("segment tree: loops are kept whole where three quarters of the segments are in them") {
  SegmentTree by_loops, by_midpoints;
  by_loops.build(loops_and_lone_ones(30, 370), 0.0, TreeOrder::loops);
  CHECK(by_loops.keeps_loops());
  const std::vector<StraightSegment> fewer = loops_and_lone_ones(30, 371);
  by_loops.build(fewer, 0.0, TreeOrder::loops);
  by_midpoints.build(fewer, 0.0, TreeOrder::midpoints);
  CHECK_FALSE(by_loops.keeps_loops());
  CHECK(std::equal(by_loops.order().begin(), by_loops.order().end(), by_midpoints.order().begin(),
                   by_midpoints.order().end()));
}

// Large enough that cells are sorted by tasks. 131 loops of 31 segments fill 32 places each.
TEST_CASE("segment tree: the same order for any number of threads, every segment once, clusters full by midpoints") {
  const Loops loops = testing::random_loops(131, 31, 25.0, 0.08, {380.0, 380.0, 380.0}, false);
  const int threads = omp_get_max_threads();
  for (const TreeOrder by : {TreeOrder::midpoints, TreeOrder::loops}) {
    std::vector<std::uint32_t> first;
    for (const int n : {1, 2, 4}) {
      omp_set_num_threads(n);
      SegmentTree tree;
      tree.build(loops.segments, 0.0, by);
      CHECK(tree.keeps_loops() == (by == TreeOrder::loops));
      const std::vector<std::uint32_t> order(tree.order().begin(), tree.order().end());
      if (first.empty()) first = order;
      CHECK(order == first);
      CHECK(tree.cells()[0].end == tree.places());
      for (std::uint32_t c = 0; c < tree.cells().size(); ++c) {
        const TreeCell& cell = tree.cells()[c];
        if (cell.is_cluster()) {
          CHECK(cell.begin % SegmentTree::cluster_size == 0);
          CHECK(tree.cell_of_cluster(cell.begin / SegmentTree::cluster_size) == c);
          const bool full = cell.count() == SegmentTree::cluster_size || cell.end == tree.places();
          CHECK((full || by == TreeOrder::loops));
        } else {
          const TreeCell &left = tree.cells()[cell.child], &right = tree.cells()[cell.child + 1];
          CHECK(left.begin == cell.begin);
          CHECK((left.end == right.begin || by == TreeOrder::loops));
          CHECK(left.end + SegmentTree::cluster_size > right.begin);
          CHECK(left.end <= right.begin);
          CHECK(right.end == cell.end);
        }
      }
    }
    std::erase(first, SegmentTree::no_segment);
    CHECK(sorted(first) == all(loops.segments.size()));
  }
  omp_set_num_threads(threads);
}
