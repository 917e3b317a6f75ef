#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/point_blocks.hpp"

namespace pillardd {

/// Points that lie together, in blocks, with few Chebyshev nodes among them: four along each side of their box, or of
/// their patch of a cylinder. What acts from far enough does so on the nodes and is interpolated; it errs by
/// rho^-4, rho = s + sqrt(s^2 + 1), s the distance over the longest half side (docs/theory/point-stress.md).
class PointCell {
 public:
  PointCell() = default;
  /// Anywhere; in the period already [nm]. Room of an earlier call is used again.
  void build(std::span<const Vector3> points);
  /// A patch of a cylinder around z: angles and heights that are equally spaced, angles running first.
  struct Patch {
    double radius, angle, angle_step, z, z_step;  ///< [nm], of the first point and from one to the next
    int around, along;                            ///< how many
  };
  explicit PointCell(const Patch& patch);

  const PointBlocks& blocks() const { return blocks_; }
  /// Whether there are fewer blocks of nodes than of points.
  bool has_nodes() const { return !nodes_.empty(); }
  const Vector3& center() const { return center_; }
  double radius() const { return radius_; }  ///< around the centre [nm]
  double reach() const { return reach_; }    ///< of the nodes: what is farther than this from the centre acts on them
  std::size_t node_blocks() const { return nodes_.size() / (point_rows * block_points); }
  const float* nodes() const { return nodes_.data(); }  ///< rows as of blocks, about the centre
  /// Adds what is interpolated to the stress of one block; `values` at the nodes.
  void interpolate(const float* values, std::size_t block, float* out) const;

 private:
  static constexpr std::size_t order = 4;

  PointBlocks blocks_;
  Vector3 center_;
  double radius_ = 0.0, reach_ = 0.0;
  std::array<float, 3> half_{};
  AlignedVector<float> nodes_;
  AlignedVector<float> weights_;  ///< of a patch: rows of its nodes, block by block; none: a box
};

/// Equally spaced points on a cylinder around z, angles running first from angle 0 and z = 0 on, in patches of some 64
/// that are about as wide as high.
class CylinderPatches {
 public:
  struct Patch {
    PointCell cell;
    std::vector<std::uint32_t> members;  ///< places of its points
  };
  /// around x along points, the period apart along z in all.
  CylinderPatches(double radius, double period, int around, int along);

  std::span<const Patch> patches() const { return patches_; }
  std::size_t size() const { return size_; }  ///< points
  const Box& box() const { return box_; }     ///< of all

 private:
  std::vector<Patch> patches_;
  std::size_t size_;
  Box box_;
};

/// Cuts points across the longest side of their box at the median until `most` are left; adds where the parts end,
/// `begin` further on.
void gather(std::span<PlacedPoint> points, std::size_t most, std::size_t begin, std::vector<std::size_t>& ends);

}  // namespace pillardd
