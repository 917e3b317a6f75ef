#include "ddd/elasticity/segment_tree.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {
namespace {

/// Sorting one segment into the tree [ns], and cells from which on that is a task.
constexpr double time_of_segment = 250.0;
constexpr std::uint32_t count_for_task = 256;

/// Loops that may be kept whole: as many segments as the smallest cells with moments, so that each is such a cell, and
/// less than twice as many, since both halves of a longer one would have moments of their own.
constexpr std::uint32_t least_loop = 24, largest_loop = 47;

struct FloatBox {
  std::array<float, 3> low, high;

  explicit FloatBox(const std::array<float, 3>& x) : low(x), high(x) {}
  void cover(const std::array<float, 3>& x) {
    for (std::size_t i = 0; i < 3; ++i) low[i] = std::min(low[i], x[i]), high[i] = std::max(high[i], x[i]);
  }
  float side(std::size_t i) const { return high[i] - low[i]; }
  std::size_t longest_axis() const {
    std::size_t axis = 0;
    for (std::size_t i = 1; i < 3; ++i)
      if (side(i) > side(axis)) axis = i;
    return axis;
  }
  float volume() const { return side(0) * side(1) * side(2); }
};

/// Of two halves that hold so many.
bool is_balanced(std::uint32_t left, std::uint32_t right) {
  return 3 * std::min(left, right) >= left + right;
}

}  // namespace

void Box::cover(const Box& other) {
  low = low.cwiseMin(other.low);
  high = high.cwiseMax(other.high);
}

void SegmentTree::build(std::span<const StraightSegment> segments, double period, TreeOrder by) {
  const std::size_t n = segments.size();
  segments_ = segments;
  period_ = period;
  keeps_loops_ = false;
  order_.clear();
  cell_of_cluster_.clear();
  generations_.clear();
  cells_.clear();
  if (n == 0) return;
  place_middles();
  if (by != TreeOrder::midpoints) loops_.build(segments_);
  if (by == TreeOrder::loops) gather_loops();
  cuts_.resize(n);
  std::uint32_t first_cut = 0;
  const int threads = worth_threads(time_of_segment * static_cast<double>(n));
#pragma omp parallel num_threads(threads) if (threads > 1)
#pragma omp single
  first_cut = sort_range(0, static_cast<std::uint32_t>(n));
  list_cells(first_cut);
  place(0);
#pragma omp parallel num_threads(threads) if (threads > 1)
#pragma omp single
  bound(0);
}

void SegmentTree::place_middles() {
  const auto middle = [this](const StraightSegment& segment) {
    Vector3 x = 0.5 * (segment.a + segment.b);
    x.z() += lift_of(segment);
    return x;
  };
  middle_.resize(segments_.size());
  const Vector3 first = middle(segments_[0]);
  for (std::size_t i = 0; i < middle_.size(); ++i) {
    const Eigen::Vector3f x = (middle(segments_[i]) - first).cast<float>();
    middle_[i] = {{x[0], x[1], x[2]}, static_cast<std::uint32_t>(i)};
  }
}

/// Fits a cube that holds as many segments at the network's density, and fills nine tenths of its clusters' places.
bool SegmentTree::is_compact(const ClosedLoops::Loop& loop, float volume_of_segment) const {
  const std::uint32_t count = loop.count(), clusters = (count + cluster_size - 1) / cluster_size;
  if (count < least_loop || count > largest_loop || 10 * count < 9 * clusters * cluster_size) return false;
  FloatBox box(middle_[loops_.order()[loop.begin]].x);
  for (std::uint32_t r = loop.begin; r < loop.end; ++r) box.cover(middle_[loops_.order()[r]].x);
  return box.side(box.longest_axis()) <= std::cbrt(volume_of_segment * static_cast<float>(count));
}

/// Keeps compact loops whole where three quarters of the segments are in them: among other lines they cost more than
/// they spare.
void SegmentTree::gather_loops() {
  FloatBox all(middle_[0].x);
  for (const Middle& m : middle_) all.cover(m.x);
  const float volume_of_segment = all.volume() / static_cast<float>(middle_.size());
  compact_.clear();
  std::size_t in_compact = 0;
  for (const ClosedLoops::Loop& loop : loops_.loops()) {
    if (!is_compact(loop, volume_of_segment)) continue;
    compact_.push_back(loop);
    in_compact += loop.count();
  }
  keeps_loops_ = 4 * in_compact >= 3 * middle_.size();
  if (keeps_loops_) keep_loops(compact_);
}

/// All segments of a loop stand at its middle, in their order around it.
void SegmentTree::keep_loops(std::span<const ClosedLoops::Loop> kept) {
  loops_.start_at_least(segments_);
  const std::span<const std::uint32_t> order = loops_.order();
  for (std::uint32_t r = 0; r < order.size(); ++r) middle_[order[r]].index = r;
  for (const ClosedLoops::Loop& loop : kept) {
    std::array<float, 3> center{};
    for (std::uint32_t r = loop.begin; r < loop.end; ++r)
      for (std::size_t i = 0; i < 3; ++i) center[i] += middle_[order[r]].x[i];
    for (float& c : center) c /= static_cast<float>(loop.count());
    for (std::uint32_t r = loop.begin; r < loop.end; ++r) middle_[order[r]].x = center;
  }
}

/// To where its midpoint lies in [0, period).
double SegmentTree::lift_of(const StraightSegment& segment) const {
  if (period_ <= 0.0) return 0.0;
  return -period_ * std::floor(0.5 * (segment.a.z() + segment.b.z()) / period_);
}

StraightSegment SegmentTree::segment(std::size_t place) const {
  StraightSegment out = segments_[order_[place]];
  const double lift = lift_of(out);
  out.a.z() += lift;
  out.b.z() += lift;
  return out;
}

/// Sorts a range until its clusters stand in their order, and returns where it is cut; 0 for a cluster. Ties of the
/// coordinate fall by index, and clusters are sorted by it, so that the order is a function of the segments alone.
/// Large ranges are dealt to threads.
std::uint32_t SegmentTree::sort_range(std::uint32_t begin, std::uint32_t end) {
  if (end - begin <= cluster_size) {
    std::sort(middle_.begin() + begin, middle_.begin() + end,
              [](const Middle& i, const Middle& j) { return i.index < j.index; });
    return 0;
  }
  const std::uint32_t middle = cut(begin, end);
#pragma omp task if (end - begin > count_for_task)
  cuts_[middle].left = sort_range(begin, middle);
  cuts_[middle].right = sort_range(middle, end);
#pragma omp taskwait
  return middle;
}

/// Deals a range to two halves across its longest side: whole clusters at the median or, where that is within a loop,
/// at the nearer end of the loop, if neither half is then less than a third.
std::uint32_t SegmentTree::cut(std::uint32_t begin, std::uint32_t end) {
  const auto at = [this](std::uint32_t p) { return middle_.begin() + p; };
  FloatBox box(at(begin)->x);
  for (auto m = at(begin); m != at(end); ++m) box.cover(m->x);
  const std::size_t axis = box.longest_axis();
  const auto before = [axis](const Middle& i, const Middle& j) {
    return i.x[axis] < j.x[axis] || (i.x[axis] == j.x[axis] && i.index < j.index);
  };
  const std::uint32_t clusters = (end - begin + cluster_size - 1) / cluster_size;
  const std::uint32_t median = begin + cluster_size * ((clusters + 1) / 2);
  std::nth_element(at(begin), at(median), at(end), before);
  cuts_[median].in_loop = false;
  if (!keeps_loops_) return median;
  const auto of_loop = [x = at(median)->x](const Middle& m) { return m.x == x; };
  const auto left = static_cast<std::uint32_t>(std::count_if(at(begin), at(median), of_loop));
  const auto right = static_cast<std::uint32_t>(std::count_if(at(median), at(end), of_loop));
  cuts_[median].in_loop = left + right == end - begin;
  const std::uint32_t beside = left <= right ? median - left : median + right;
  if (beside == median || left + right < least_loop || !is_balanced(beside - begin, end - beside)) return median;
  cuts_[beside].in_loop = false;
  const bool earlier = beside < median;
  std::nth_element(at(earlier ? begin : median), at(beside), at(earlier ? median : end), before);
  return beside;
}

/// Cells in the order of their generations. Until a cell's children are listed, `child` holds where it is cut.
void SegmentTree::list_cells(std::uint32_t first_cut) {
  cells_.resize(1);
  cells_[0].end = static_cast<std::uint32_t>(middle_.size());
  cells_[0].child = first_cut;
  std::size_t next = 0;
  for (std::uint32_t c = 0; c < cells_.size(); ++c) {
    if (c == next) {
      generations_.push_back(c);
      next = cells_.size();
    }
    const std::uint32_t begin = cells_[c].begin, end = cells_[c].end, middle = cells_[c].child;
    if (middle == 0) continue;
    const Cut& cut = cuts_[middle];
    cells_[c].child = static_cast<std::uint32_t>(cells_.size());
    cells_.resize(cells_.size() + 2);
    TreeCell &left = *(cells_.end() - 2), &right = cells_.back();
    left.begin = begin;
    left.end = right.begin = middle;
    right.end = end;
    left.child = cut.left;
    right.child = cut.right;
    left.in_loop = right.in_loop = cut.in_loop;
  }
}

/// Deals places to the clusters of a cell, from left to right; till then cells number their segments.
void SegmentTree::place(std::uint32_t index) {
  if (cells_[index].is_cluster()) return place_cluster(index);
  const std::uint32_t left = cells_[index].child, right = left + 1;
  place(left);
  place(right);
  cells_[index].begin = cells_[left].begin;
  cells_[index].end = cells_[right].end;
}

void SegmentTree::place_cluster(std::uint32_t index) {
  TreeCell& cell = cells_[index];
  order_.resize(cluster_size * cell_of_cluster_.size(), no_segment);  // what the one before leaves empty
  cell_of_cluster_.push_back(index);
  const auto first = static_cast<std::uint32_t>(order_.size());
  for (std::uint32_t p = cell.begin; p < cell.end; ++p)
    order_.push_back(keeps_loops_ ? loops_.order()[middle_[p].index] : middle_[p].index);
  cell.begin = first;
  cell.end = static_cast<std::uint32_t>(order_.size());
}

/// Boxes of a cell and all below it; large cells are dealt to threads.
void SegmentTree::bound(std::uint32_t index) {
  TreeCell& cell = cells_[index];
  if (cell.is_cluster()) {
    bound_cluster(cell);
    cell.center = cell.points.center();
    cell.radius = cell.points.half().norm();
    return;
  }
#pragma omp task if (cell.count() > count_for_task)
  bound(cell.child);
  bound(cell.child + 1);
#pragma omp taskwait
  bound_cell(cell);
}

void SegmentTree::bound_cell(TreeCell& cell) const {
  const TreeCell &left = cells_[cell.child], &right = cells_[cell.child + 1];
  cell.middles = left.middles;
  cell.middles.cover(right.middles);
  cell.points = left.points;
  cell.points.cover(right.points);
  cell.longest = std::max(left.longest, right.longest);
  cell.center = cell.points.center();
  cell.radius = cell.points.half().norm();
}

void SegmentTree::bound_cluster(TreeCell& cell) const {
  cell.longest = 0.0;
  for (std::uint32_t p = cell.begin; p < cell.end; ++p) {
    const StraightSegment s = segment(p);
    const Vector3 middle = 0.5 * (s.a + s.b), line = s.b - s.a;
    const Vector3 reach = gauss_offset * line.cwiseAbs();
    const Box middles{middle, middle}, points{middle - reach, middle + reach};
    if (p == cell.begin) {
      cell.middles = middles;
      cell.points = points;
    }
    cell.middles.cover(middles);
    cell.points.cover(points);
    cell.longest = std::max(cell.longest, line.norm());
  }
}

}  // namespace pillardd
