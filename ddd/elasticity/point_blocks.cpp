#include "ddd/elasticity/point_blocks.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace pillardd {

namespace {

/// Without a branch, which would be a coin's toss to the processor.
bool is_before(const PlacedPoint& p, const PlacedPoint& q, std::size_t axis) {
  const int less = p.x[axis] < q.x[axis], same = p.x[axis] == q.x[axis], earlier = p.place < q.place;
  return (less | (same & earlier)) != 0;
}

std::size_t longest_side(std::span<const PlacedPoint> points) {
  std::array<float, 3> low = points.front().x, high = low;
  for (const PlacedPoint& p : points)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] = std::min(low[axis], p.x[axis]);
      high[axis] = std::max(high[axis], p.x[axis]);
    }
  std::size_t longest = 0;
  for (std::size_t axis = 1; axis < 3; ++axis)
    if (high[axis] - low[axis] > high[longest] - low[longest]) longest = axis;
  return longest;
}

/// The middle one of the first, the middle and the last point goes last.
void put_pivot_last(std::span<PlacedPoint> points, std::size_t axis) {
  PlacedPoint &a = points.front(), &b = points[points.size() / 2], &c = points.back();
  if (is_before(b, a, axis)) std::swap(a, b);
  if (is_before(c, a, axis)) std::swap(a, c);
  if (is_before(b, c, axis)) std::swap(b, c);
}

}  // namespace

/// Hoare's selection: each pass moves what comes before a pivot to the front. Passes that halve nothing, of points in
/// an unlucky order, end in the standard library's.
void cut_across(std::span<PlacedPoint> points, std::size_t first) {
  const std::size_t axis = longest_side(points);
  std::span<PlacedPoint> rest = points;
  for (int passes = 3 * std::bit_width(points.size()); rest.size() > 2 && passes > 0; --passes) {
    put_pivot_last(rest, axis);
    const PlacedPoint pivot = rest.back();
    std::size_t before = 0;
    for (std::size_t i = 0; i + 1 < rest.size(); ++i) {
      const PlacedPoint p = rest[i];
      rest[i] = rest[before];
      rest[before] = p;
      before += is_before(p, pivot, axis) ? 1 : 0;
    }
    std::swap(rest[before], rest.back());
    if (first == before) return;
    if (first < before) {
      rest = rest.first(before);
    } else {
      rest = rest.subspan(before + 1);
      first -= before + 1;
    }
  }
  std::nth_element(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(first), rest.end(),
                   [axis](const PlacedPoint& p, const PlacedPoint& q) { return is_before(p, q, axis); });
}

void PointBlocks::build(std::span<const Vector3> points, double period) {
  const auto taken = [&](std::uint32_t i) {
    Vector3 x = points[i];
    if (period > 0.0) x.z() -= period * std::floor(x.z() / period);
    return x;
  };
  placed_.clear();
  for (std::uint32_t i = 0; i < points.size(); ++i) placed_.emplace_back(taken(i), i);
  blocks_.clear();
  if (!points.empty()) cut(0, static_cast<std::uint32_t>(points.size()));
  order_.clear();
  sorted_.clear();
  for (const PlacedPoint& p : placed_) {
    order_.push_back(p.place);
    sorted_.push_back(taken(p.place));
  }
  rows_.resize(blocks_.size() * point_rows * block_points);
  for (std::size_t k = 0; k < blocks_.size(); ++k) {
    put_rows(blocks_[k], rows_.data() + k * point_rows * block_points);
    if (k == 0) box_ = blocks_[k].box;
    box_.cover(blocks_[k].box);
  }
}

/// Between two blocks.
void PointBlocks::cut(std::uint32_t begin, std::uint32_t end) {
  const std::uint32_t count = end - begin, size = static_cast<std::uint32_t>(block_points);
  if (count <= size) {
    blocks_.push_back({begin, end, {Vector3::Zero(), Vector3::Zero()}, Vector3::Zero(), 0.0});
    return;
  }
  const std::uint32_t first = size * (((count + size - 1) / size + 1) / 2);
  cut_across(std::span(placed_).subspan(begin, count), first);
  cut(begin, begin + first);
  cut(begin + first, end);
}

/// And its box.
void PointBlocks::put_rows(PointBlock& block, float* rows) {
  block.box = {sorted_[block.begin], sorted_[block.begin]};
  for (std::uint32_t p = block.begin; p < block.end; ++p) {
    block.box.low = block.box.low.cwiseMin(sorted_[p]);
    block.box.high = block.box.high.cwiseMax(sorted_[p]);
  }
  block.center = block.box.center();
  block.radius = block.box.half().norm();
  for (std::uint32_t i = 0; i < block_points; ++i) {
    const Vector3 x = sorted_[block.begin + (i < block.count() ? i : 0)] - block.center;
    for (std::size_t row = 0; row < point_rows; ++row)
      rows[row * block_points + i] = static_cast<float>(x[static_cast<Eigen::Index>(row)]);
  }
}

}  // namespace pillardd
