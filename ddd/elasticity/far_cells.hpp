#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// Sources of the cells' grids: what stands for a cell's segments from far away (docs/theory/far-field.md, eq. 9-10).
/// Cells of `least_count` segments or more have grids of all orders from least_order to `order`.
class FarCells {
 public:
  static constexpr std::uint32_t least_count = 32;

  bool has_grid(const TreeCell& cell) const { return order_ > 0 && cell.count() >= least_count; }
  /// Half sides of the cell's grids [nm]: those of its points, never quite flat.
  static std::array<float, 3> half(const TreeCell& cell);

  /// order 0: no cell has a grid.
  void build(const SegmentTree& tree, const FarSources& sources, std::size_t order);
  const PointSource* grid(std::uint32_t cell, std::size_t order) const {
    return grid_.data() + std::size_t{first_[cell]} + skipped(order);
  }
  std::size_t order() const { return order_; }

 private:
  /// Sources of lower orders that stand before those of `order`.
  static std::size_t skipped(std::size_t order);
  void gather(const SegmentTree& tree, const FarSources& sources, std::uint32_t cell);

  std::size_t order_ = 0;
  AlignedVector<PointSource> grid_;
  std::vector<std::uint32_t> first_;  ///< of the cell's sources
};

}  // namespace pillardd
