#pragma once
#include <array>
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

/// A point [nm], to single precision, and its place in the list it is from. Cuts sort these, so that they go through
/// memory in order.
struct PlacedPoint {
  std::array<float, 3> x;
  std::uint32_t place;

  PlacedPoint(const Vector3& at, std::uint32_t its_place)
      : x{static_cast<float>(at.x()), static_cast<float>(at.y()), static_cast<float>(at.z())}, place(its_place) {}
};

/// Puts `first` points before the rest, across the longest side of their box; ties of the coordinate fall by place, as
/// those of SegmentTree.
void cut_across(std::span<PlacedPoint> points, std::size_t first);

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
  void put_rows(PointBlock& block, float* rows);

  std::vector<PlacedPoint> placed_;  ///< room to cut
  std::vector<PointBlock> blocks_;
  std::vector<std::uint32_t> order_;
  std::vector<Vector3> sorted_;
  AlignedVector<float> rows_;
  Box box_;
};

}  // namespace pillardd
