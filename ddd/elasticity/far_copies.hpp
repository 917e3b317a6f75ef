#pragma once
#include <array>
#include <cstddef>
#include <span>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// A copy `at` periods away, on either side, that stands for `weight` of them.
struct CopyAway {
  double at, weight;
};

/// Copies 2 to 4, and the three-point Gauss rule in 1/k of the sum over k > 4, exact for k^-2 to k^-7: eq. 12.
inline constexpr std::array<CopyAway, 6> copies_away{{{2.0, 1.0},
                                                      {3.0, 1.0},
                                                      {4.0, 1.0},
                                                      {5.2337663443783455, 1.8512803525054466},
                                                      {9.4093630704184186, 8.3895713407493613},
                                                      {41.796823676988588, 103.0370134755927}}};

/// Stress of all periodic copies of the network but those of the tree's walk, interpolated on one grid over the network
/// (docs/theory/far-field.md, eq. 11-12).
class FarCopies {
 public:
  /// Copies on either side that a walk takes: from forces, 1 or 2; else 1.
  static constexpr int walked = 1;

  /// period: along z [nm]; 0: no copies.
  void build(const SegmentTree& tree, const FarSources& sources, double period, std::size_t order, int by_walk,
             float core_squared);
  /// Adds the stress [GPa] to one block of points around `center`.
  void add_stress(const float* x, const Vector3& center, float* out) const;

 private:
  void add_order(std::size_t m, double radius, double period, float core_squared);
  std::span<const CopyAway> away() const { return std::span(copies_away).subspan(walked_ == 1 ? 0 : 1); }

  bool none_ = true;
  std::size_t order_ = least_order;
  int walked_ = walked;
  Vector3 center_;
  std::array<float, 3> half_{};
  AlignedVector<PointSource> finest_;             ///< the network on the grid of the highest order
  AlignedVector<float> finest_targets_, stress_;  ///< its nodes as targets, and the stress there
  AlignedVector<float> rows_;                     ///< that stress, to be interpolated
  AlignedVector<PointSource> grid_;               ///< copies on the grid of one order
  AlignedVector<float> targets_, at_nodes_;       ///< its nodes, and what those copies do there
};

}  // namespace pillardd
