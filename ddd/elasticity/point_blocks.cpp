#include "ddd/elasticity/point_blocks.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

void PointBlocks::build(std::span<const Vector3> points, double period) {
  placed_.clear();
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    placed_.push_back({points[i], i});
    if (period > 0.0) placed_.back().x.z() -= period * std::floor(points[i].z() / period);
  }
  blocks_.clear();
  if (!points.empty()) cut(0, static_cast<std::uint32_t>(points.size()));
  order_.clear();
  sorted_.clear();
  for (const PlacedPoint& p : placed_) {
    order_.push_back(p.place);
    sorted_.push_back(p.x);
  }
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

Box box_of(std::span<const PlacedPoint> points) {
  Box box{points.front().x, points.front().x};
  for (const PlacedPoint& p : points) {
    box.low = box.low.cwiseMin(p.x);
    box.high = box.high.cwiseMax(p.x);
  }
  return box;
}

/// Between two blocks.
void PointBlocks::cut(std::uint32_t begin, std::uint32_t end) {
  const Box box = box_of(std::span(placed_).subspan(begin, end - begin));
  if (end - begin <= block_points) return close(begin, end, box);
  Eigen::Index axis = 0;
  box.half().maxCoeff(&axis);
  const auto size = static_cast<std::uint32_t>(block_points);
  const std::uint32_t middle = begin + size * (((end - begin + size - 1) / size + 1) / 2);
  std::nth_element(placed_.begin() + begin, placed_.begin() + middle, placed_.begin() + end, before_along(axis));
  cut(begin, middle);
  cut(middle, end);
}

void PointBlocks::close(std::uint32_t begin, std::uint32_t end, const Box& box) {
  std::sort(placed_.begin() + begin, placed_.begin() + end,
            [](const PlacedPoint& p, const PlacedPoint& q) { return p.place < q.place; });
  blocks_.push_back({begin, end, box, box.center(), box.half().norm()});
}

}  // namespace pillardd
