#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_kernel.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// Up to block_points neighbouring points, [begin, end) of the order of their owner.
struct PointBlock {
  std::uint32_t begin, end;
  Box box;
  Vector3 center;
  double radius;  ///< half the diagonal of `box`

  std::uint32_t count() const { return end - begin; }
};

/// A point and its place in the list it is from. Cuts sort these, so that they go through memory in order.
struct PlacedPoint {
  Vector3 x;
  std::uint32_t place;
};

/// Points where stress is asked for, in blocks of neighbours: cut across the longest side at the median until they fit
/// the vector kernels. A function of the points alone.
class PointBlocks {
 public:
  /// period > 0: points are taken into [0, period) along z.
  void build(std::span<const Vector3> points, double period);

  std::span<const PointBlock> blocks() const { return blocks_; }
  /// The points of the order [nm], and their places in the span given to build.
  std::span<const Vector3> points() const { return sorted_; }
  std::span<const std::uint32_t> order() const { return order_; }
  /// Rows x, y, z of a block, relative to its centre [nm]; what fills it up repeats its first point.
  const float* rows(std::size_t block) const { return rows_.data() + point_rows * block_points * block; }
  const Box& box() const { return box_; }  ///< of all points

 private:
  void cut(std::uint32_t begin, std::uint32_t end);
  void close(std::uint32_t begin, std::uint32_t end, const Box& box);

  std::vector<PlacedPoint> placed_;  ///< room to cut
  std::vector<PointBlock> blocks_;
  std::vector<std::uint32_t> order_;
  std::vector<Vector3> sorted_;
  AlignedVector<float> rows_;
  Box box_;
};

/// Whether p comes before q along an axis; ties of the coordinate fall by place, as those of SegmentTree.
inline auto before_along(Eigen::Index axis) {
  return [axis](const PlacedPoint& p, const PlacedPoint& q) {
    return p.x[axis] < q.x[axis] || (p.x[axis] == q.x[axis] && p.place < q.place);
  };
}

/// Around the points.
Box box_of(std::span<const PlacedPoint> points);

}  // namespace pillardd
