#pragma once
#include <cstdint>
#include <vector>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_expansion.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// [nm]
struct Ball {
  Vector3 center;
  double radius;
};

/// Moments of the tree's cells about the centres of their balls: what stands for a cell's segments from far away
/// (docs/theory/far-field.md, eq. 14-19), in Y_lm. Cells of `least_count` segments or more have them.
class FarMoments {
 public:
  static constexpr std::uint32_t least_count = 24;

  bool has(const TreeCell& cell) const { return degree_ > 0 && cell.count() >= least_count; }
  /// degree 0: no cell has moments.
  void build(const SegmentTree& tree, const FarSources& sources, const ElasticConstants& elastic, std::size_t degree);
  /// About the cell's points: nearly the least.
  const Ball& ball(std::uint32_t cell) const { return balls_[cell]; }
  const float* of(std::uint32_t cell) const { return moments_.data() + size() * place_[cell]; }

  std::size_t degree() const { return degree_; }
  std::size_t size() const { return expansion_size(degree_); }  ///< floats of a cell
  double unit() const { return unit_; }                         ///< of lengths [nm]
  const ExpansionScale& scale() const { return scale_; }
  /// From the origin of S, the centre of the network [units].
  std::array<float, 3> from_origin(std::uint32_t cell) const {
    return in_floats((balls_[cell].center - origin_) / unit_);
  }

 private:
  void gather(const SegmentTree& tree, const FarSources& sources, std::uint32_t cell);
  /// The cell and all below it.
  void gather_below(const SegmentTree& tree, const FarSources& sources, std::uint32_t cell);

  std::size_t degree_ = 0;
  double unit_ = 1.0;
  ExpansionScale scale_;
  Vector3 origin_ = Vector3::Zero();
  AlignedVector<float> moments_;
  std::vector<Ball> balls_;
  std::vector<std::uint32_t> place_;  ///< of the cell's moments
};

}  // namespace pillardd
