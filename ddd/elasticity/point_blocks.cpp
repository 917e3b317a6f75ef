#include "ddd/elasticity/point_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pillardd {

void PointBlocks::build(std::span<const Vector3> points, double period) {
  std::vector<Vector3> taken(points.begin(), points.end());
  if (period > 0.0)
    for (Vector3& x : taken) x.z() -= period * std::floor(x.z() / period);
  order_.resize(points.size());
  std::iota(order_.begin(), order_.end(), 0U);
  blocks_.clear();
  if (!points.empty()) cut(0, static_cast<std::uint32_t>(points.size()), taken);
  sorted_.resize(points.size());
  for (std::size_t p = 0; p < sorted_.size(); ++p) sorted_[p] = taken[order_[p]];
  rows_.resize(blocks_.size() * point_rows * block_points);
  for (std::size_t k = 0; k < blocks_.size(); ++k) {
    const PointBlock& block = blocks_[k];
    float* rows = rows_.data() + k * point_rows * block_points;
    for (std::uint32_t i = 0; i < block_points; ++i) {
      const Vector3 x = sorted_[block.begin + (i < block.count() ? i : 0)] - block.center;
      for (std::size_t row = 0; row < point_rows; ++row)
        rows[row * block_points + i] = static_cast<float>(x[static_cast<Eigen::Index>(row)]);
    }
    if (k == 0) box_ = block.box;
    box_.cover(block.box);
  }
}

/// Between two blocks; ties of the coordinate fall by place, as those of SegmentTree.
void PointBlocks::cut(std::uint32_t begin, std::uint32_t end, std::span<const Vector3> points) {
  Box box{points[order_[begin]], points[order_[begin]]};
  for (std::uint32_t p = begin; p < end; ++p) box.cover({points[order_[p]], points[order_[p]]});
  if (end - begin <= block_points) return close(begin, end, box);
  Eigen::Index axis = 0;
  box.half().maxCoeff(&axis);
  const auto size = static_cast<std::uint32_t>(block_points);
  const std::uint32_t middle = begin + size * (((end - begin + size - 1) / size + 1) / 2);
  const auto before = [&](std::uint32_t i, std::uint32_t j) {
    const double xi = points[i][axis], xj = points[j][axis];
    return xi < xj || (xi == xj && i < j);
  };
  std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end, before);
  cut(begin, middle, points);
  cut(middle, end, points);
}

void PointBlocks::close(std::uint32_t begin, std::uint32_t end, const Box& box) {
  std::sort(order_.begin() + begin, order_.begin() + end);
  blocks_.push_back({begin, end, box, box.center(), box.half().norm()});
}

}  // namespace pillardd
