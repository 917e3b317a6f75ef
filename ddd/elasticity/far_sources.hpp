#pragma once
#include <array>
#include <span>
#include <vector>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_kernel.hpp"
#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

inline std::array<float, 3> in_floats(const Vector3& v) {
  return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
}

inline SourceRun run_of(const PointSource* first, std::size_t count, const Vector3& shift) {
  const std::array<float, 3> s = in_floats(shift);
  return {first, static_cast<std::uint32_t>(count), {s[0], s[1], s[2]}};
}

/// A segment as one point without core, seen from `origin`.
SharpSource sharp_source(const StraightSegment& segment, const Vector3& origin, const ElasticConstants& elastic);

/// What the kernels read of the segments, in the order of the tree and padded to whole clusters with segments without
/// Burgers vector. Positions of points are relative to their cluster's centre.
class FarSources {
 public:
  /// `on_segments`: to act on segments, as two or as sharp; else on other points, as two or as one. threads 0: as many
  /// as this alone is worth.
  void build(const SegmentTree& tree, const ElasticConstants& elastic, const NearReach& reach, bool on_segments,
             int threads = 0);

  const PointSource* two(std::size_t segment) const { return two_.data() + 2 * segment; }  ///< at its Gauss points
  const PointSource* one(std::size_t segment) const { return one_.data() + segment; }      ///< at its midpoint
  const SharpSource* sharp(std::size_t segment) const { return sharp_.data() + segment; }  ///< at its midpoint
  std::span<const MiddlePoint> middle() const { return middle_; }
  /// Of a cluster's points [nm].
  const Vector3& center(std::size_t cluster) const { return center_[cluster]; }
  /// Gauss points of a cluster as targets: rows x, y, z; point g of segment s at 8 g + s.
  const float* targets(std::size_t cluster) const { return targets_.data() + point_rows * block_points * cluster; }

 private:
  void place(const SegmentTree& tree, const ElasticConstants& elastic, const NearReach& reach, std::size_t cluster);

  AlignedVector<PointSource> two_, one_;
  AlignedVector<SharpSource> sharp_;
  AlignedVector<float> targets_;
  std::vector<MiddlePoint> middle_;
  std::vector<Vector3> center_;
};

}  // namespace pillardd
