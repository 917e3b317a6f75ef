#include "ddd/elasticity/far_cells.hpp"

#include <algorithm>

namespace pillardd {

std::array<float, 3> FarCells::half(const TreeCell& cell) {
  const Vector3 half = cell.points.half().cwiseMax(0.01 * cell.radius);
  return {static_cast<float>(half[0]), static_cast<float>(half[1]), static_cast<float>(half[2])};
}

std::size_t FarCells::skipped(std::size_t order) {
  std::size_t sum = 0;
  for (std::size_t m = least_order; m < order; ++m) sum += cube(m);
  return sum;
}

void FarCells::build(const SegmentTree& tree, const FarSources& sources, std::size_t order) {
  order_ = order;
  first_.resize(tree.cells().size());
  std::uint32_t size = 0;
  for (std::size_t c = 0; c < first_.size(); ++c) {
    first_[c] = size;
    if (has_grid(tree.cells()[c])) size += static_cast<std::uint32_t>(skipped(order + 1));
  }
  grid_.resize(size);
  for (std::size_t g = tree.generations().size(); g-- > 0;) {
    const std::uint32_t end =
        g + 1 < tree.generations().size() ? tree.generations()[g + 1] : static_cast<std::uint32_t>(first_.size());
#pragma omp parallel for schedule(dynamic, 4) if (end - tree.generations()[g] > 8)
    for (std::uint32_t c = tree.generations()[g]; c < end; ++c)
      if (has_grid(tree.cells()[c])) gather(tree, sources, c);
  }
}

/// The grid of the highest order from the segments, or from the children's; those of lower orders from it: polynomials
/// of lower degree are interpolated without error.
void FarCells::gather(const SegmentTree& tree, const FarSources& sources, std::uint32_t index) {
  constexpr std::uint32_t size = SegmentTree::cluster_size;
  const TreeCell& cell = tree.cells()[index];
  const std::array<float, 3> sides = half(cell);
  PointSource* const grids = grid_.data() + first_[index];
  std::fill(grids, grids + skipped(order_ + 1), PointSource{});
  PointSource* const finest = grids + skipped(order_);
  for (std::uint32_t c = cell.child; c < cell.child + 2 && !cell.is_cluster(); ++c) {
    const TreeCell& child = tree.cells()[c];
    if (has_grid(child)) {
      spread(run_of(grid(c, order_), cube(order_), child.center - cell.center), sides.data(), order_, finest);
      continue;
    }
    for (std::uint32_t first = child.begin; first < child.end; first += size) {
      const Vector3 shift = tree.cells()[tree.cell_of_cluster(first / size)].center - cell.center;
      spread(run_of(sources.two(first), 2 * size, shift), sides.data(), order_, finest);
    }
  }
  grid_sources(sides.data(), order_, finest);
  for (std::size_t m = least_order; m < order_; ++m) {
    spread(run_of(finest, cube(order_), Vector3::Zero()), sides.data(), m, grids + skipped(m));
    grid_sources(sides.data(), m, grids + skipped(m));
  }
}

}  // namespace pillardd
