#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_expansion.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// What a walk asks of a cell before all else, in one cache line.
struct alignas(64) MomentCell {
  Vector3 center;         ///< of a ball about the cell's points, nearly the least; of cells with moments [nm]
  double radius;          ///< of the ball [nm]
  double longest;         ///< segment [nm]
  std::uint32_t count;    ///< of segments
  std::uint32_t child;    ///< as in the tree
  std::uint32_t moments;  ///< place of the cell's moments, or none
  float spread;           ///< moments of degree l are no more than a strength times (spread/unit)^l [nm]
  float inverse_strength;
  float charge;  ///< of the moments (far_basis.hpp)

  static constexpr std::uint32_t none = ~std::uint32_t{0};
  bool has_moments() const { return moments != none; }
};

/// Moments of the tree's cells about the centres of their balls: what stands for a cell's segments from far away
/// (docs/theory/far-field.md, eq. 14-19), in Y_lm. Cells of `least_count` segments or more have them, but for the
/// first generations. Made in three steps: start, every subtree by any thread, finish.
class FarMoments {
 public:
  static constexpr std::uint32_t least_count = 24;

  const MomentCell& cell(std::uint32_t index) const { return cells_[index]; }
  /// Fields and moments of a translation add up to `total`; 0: no cell has moments. Generations before `first`, the
  /// root's being 0, have none either. Returns the number of subtrees.
  std::size_t start(const SegmentTree& tree, const ElasticConstants& elastic, std::size_t total, std::size_t first);
  void gather_subtree(const SegmentTree& tree, const FarSources& sources, std::size_t subtree);
  /// Cells above the subtrees.
  void finish(const SegmentTree& tree, const FarSources& sources, int threads);
  const float* of(std::uint32_t cell) const { return moments_.data() + size() * cells_[cell].moments; }

  std::size_t size() const { return expansion_size(degree_); }  ///< floats of a cell
  std::size_t field_degree() const { return field_degree_; }
  std::size_t field_size() const { return expansion_size(field_degree_); }
  /// Strength over the square of the radius: rms of the smallest cells with moments; where loops are kept whole, what
  /// it would be without (eq. 8a).
  double typical() const { return typical_; }
  double unit() const { return unit_; }  ///< of lengths [nm]
  /// Cube of the radius of a cell by midpoints, for each segment in it, at the network's density [nm^3].
  double room() const { return room_; }
  const ExpansionScale& scale() const { return scale_; }
  /// From the origin of S, the centre of the network [units].
  std::array<float, 3> from_origin(std::uint32_t cell) const {
    return in_floats((cells_[cell].center - origin_) / unit_);
  }

 private:
  void gather(const SegmentTree& tree, const FarSources& sources, std::uint32_t cell);
  bool has(std::uint32_t cell) const { return cells_[cell].has_moments(); }
  void place_cells(const SegmentTree& tree);
  void turn_spherical(std::uint32_t cell);
  void set_strength(MomentCell& cell, std::span<const float> squares) const;
  void set_typical();
  void set_typical(const SegmentTree& tree, const ElasticConstants& elastic);
  /// The cell and all below it.
  void gather_below(const SegmentTree& tree, const FarSources& sources, std::uint32_t cell);

  std::size_t degree_ = 0, field_degree_ = 0;
  std::size_t first_ = 0;  ///< generation with moments
  std::size_t whole_ = 0;  ///< generation whose subtrees are dealt
  double unit_ = 1.0;
  double typical_ = 0.0;
  double room_ = 0.0;
  ExpansionScale scale_;
  Vector3 origin_ = Vector3::Zero();
  AlignedVector<float> moments_;
  AlignedVector<MomentCell> cells_;  ///< as in the tree
};

}  // namespace pillardd
