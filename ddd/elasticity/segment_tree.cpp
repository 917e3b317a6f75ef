#include "ddd/elasticity/segment_tree.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {
namespace {

/// Sorting one segment into the tree [ns], and cells from which on that is a task.
constexpr double time_of_segment = 250.0;
constexpr std::uint32_t count_for_task = 256;

}  // namespace

void Box::cover(const Box& other) {
  low = low.cwiseMin(other.low);
  high = high.cwiseMax(other.high);
}

void SegmentTree::build(std::span<const StraightSegment> segments, double period) {
  const std::size_t n = segments.size();
  order_.resize(n);
  middle_.resize(n);
  segments_ = segments;
  period_ = period;
  const auto middle = [this](const StraightSegment& segment) {
    Vector3 x = 0.5 * (segment.a + segment.b);
    x.z() += lift_of(segment);
    return x;
  };
  const Vector3 first = n > 0 ? middle(segments[0]) : Vector3::Zero();
  for (std::size_t i = 0; i < n; ++i) {
    const Eigen::Vector3f x = (middle(segments[i]) - first).cast<float>();
    middle_[i] = {{x[0], x[1], x[2]}, static_cast<std::uint32_t>(i)};
  }
  cells_.clear();
  generations_.clear();
  cell_of_cluster_.resize((n + cluster_size - 1) / cluster_size);
  if (n == 0) return;
  cut_cells();
  const int threads = worth_threads(time_of_segment * static_cast<double>(n));
#pragma omp parallel num_threads(threads) if (threads > 1)
#pragma omp single
  sort_cell(0);
}

/// To where its midpoint lies in [0, period).
double SegmentTree::lift_of(const StraightSegment& segment) const {
  if (period_ <= 0.0) return 0.0;
  return -period_ * std::floor(0.5 * (segment.a.z() + segment.b.z()) / period_);
}

StraightSegment SegmentTree::segment(std::size_t position) const {
  StraightSegment out = segments_[order_[position]];
  const double lift = lift_of(out);
  out.a.z() += lift;
  out.b.z() += lift;
  return out;
}

/// Cells and the numbers of their segments follow from the number of all.
void SegmentTree::cut_cells() {
  cells_.resize(1);
  cells_[0].end = static_cast<std::uint32_t>(order_.size());
  std::size_t next = 0;
  for (std::uint32_t c = 0; c < cells_.size(); ++c) {
    if (c == next) {
      generations_.push_back(c);
      next = cells_.size();
    }
    const std::uint32_t begin = cells_[c].begin, end = cells_[c].end;
    if (end - begin <= cluster_size) {
      cell_of_cluster_[begin / cluster_size] = c;
      continue;
    }
    const std::uint32_t clusters = (end - begin + cluster_size - 1) / cluster_size;
    const std::uint32_t middle = begin + cluster_size * ((clusters + 1) / 2);
    cells_[c].child = static_cast<std::uint32_t>(cells_.size());
    cells_.resize(cells_.size() + 2);
    cells_[cells_.size() - 2].begin = begin;
    cells_[cells_.size() - 2].end = middle;
    cells_.back().begin = middle;
    cells_.back().end = end;
  }
}

/// Deals a cell's segments to its children; ties of the coordinate fall by index, and clusters are sorted by it, so
/// that the order is a function of the segments alone. Large cells are dealt to threads.
void SegmentTree::sort_cell(std::uint32_t index) {
  TreeCell& cell = cells_[index];
  const auto begin = middle_.begin() + cell.begin, end = middle_.begin() + cell.end;
  if (cell.is_cluster()) {
    std::sort(begin, end, [](const Middle& i, const Middle& j) { return i.index < j.index; });
    place_cluster(cell);
    return;
  }
  std::array<float, 3> low = begin->x, high = low;
  for (auto p = begin; p != end; ++p)
    for (std::size_t i = 0; i < 3; ++i) low[i] = std::min(low[i], p->x[i]), high[i] = std::max(high[i], p->x[i]);
  std::size_t axis = 0;
  for (std::size_t i = 1; i < 3; ++i)
    if (high[i] - low[i] > high[axis] - low[axis]) axis = i;
  const auto before = [axis](const Middle& i, const Middle& j) {
    const float xi = i.x[axis], xj = j.x[axis];
    return xi < xj || (xi == xj && i.index < j.index);
  };
  const std::uint32_t left = cell.child, right = cell.child + 1;
  std::nth_element(begin, middle_.begin() + cells_[left].end, end, before);
#pragma omp task if (cell.count() > count_for_task)
  sort_cell(left);
  sort_cell(right);
#pragma omp taskwait
  bound_cell(cell);
}

void SegmentTree::place_cluster(TreeCell& cell) {
  for (std::uint32_t p = cell.begin; p < cell.end; ++p) order_[p] = middle_[p].index;
  bound_cluster(cell);
  cell.center = cell.points.center();
  cell.radius = cell.points.half().norm();
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
