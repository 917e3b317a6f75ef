#include "ddd/elasticity/far_copies.hpp"

#include <algorithm>
#include <vector>

#include "ddd/elasticity/far_cells.hpp"

namespace pillardd {
namespace {

/// A copy `at` periods away that stands for `weight` of them.
struct Copy {
  double at, weight;
};

/// Copies 2 to 4, and the three-point Gauss rule in 1/k of the sum over k > 4, exact for k^-2 to k^-7: eq. 12.
constexpr std::array<Copy, 6> copies{{{2.0, 1.0},
                                      {3.0, 1.0},
                                      {4.0, 1.0},
                                      {5.2337663443783455, 1.8512803525054466},
                                      {9.4093630704184186, 8.3895713407493613},
                                      {41.796823676988588, 103.0370134755927}}};

void scale(PointSource& source, float factor) {
  for (float& u : source.u) u *= factor;
  for (float& q : source.q) q *= factor;
}

}  // namespace

void FarCopies::build(const SegmentTree& tree, const FarSources& sources, double period, std::size_t order,
                      float core_squared) {
  none_ = period <= 0.0 || tree.size() == 0;
  if (none_) return;
  const TreeCell& root = tree.cells()[0];
  const std::size_t nodes = cube(order);
  order_ = order;
  center_ = root.center;
  half_ = FarCells::half(root);
  grid_.assign(copies.size() * nodes, PointSource{});
  constexpr std::size_t size = SegmentTree::cluster_size;
  for (std::size_t c = 0; c < tree.cluster_count(); ++c)
    spread(run_of(sources.two(c * size), 2 * size, tree.cells()[tree.cell_of_cluster(c)].center - center_),
           half_.data(), order, grid_.data());
  grid_sources(half_.data(), order, grid_.data());
  std::array<SourceRun, 2 * copies.size()> runs;
  for (std::size_t k = copies.size(); k-- > 0;) {
    PointSource* const copy = grid_.data() + k * nodes;
    if (k > 0) std::copy(grid_.data(), grid_.data() + nodes, copy);
    for (std::size_t n = 0; n < nodes; ++n) scale(copy[n], static_cast<float>(copies[k].weight));
    const Vector3 up(0.0, 0.0, copies[k].at * period);
    runs[2 * k] = run_of(copy, nodes, up);
    runs[2 * k + 1] = run_of(copy, nodes, -up);
  }
  targets_.resize(blocks_of(nodes) * point_rows * block_points);
  stress_.assign(blocks_of(nodes) * stress_rows * block_points, 0.0F);
  grid_targets(half_.data(), order, targets_.data());
  add_point_stress(targets_.data(), blocks_of(nodes), runs, core_squared, stress_.data());
}

void FarCopies::add_stress(const float* x, const Vector3& center, float* out) const {
  if (none_) return;
  interpolate(stress_.data(), half_.data(), order_, x, in_floats(center - center_).data(), 1, out);
}

}  // namespace pillardd
