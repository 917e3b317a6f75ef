#include "ddd/elasticity/far_copies.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/far_cells.hpp"

namespace pillardd {
namespace {

void scale(PointSource& source, float factor) {
  for (float& u : source.u) u *= factor;
  for (float& q : source.q) q *= factor;
}

/// Least order of a grid that errs no more at a copy this far than the highest order does at the nearest of them:
/// eq. 13.
std::size_t least_sufficient(double at, double first, double radius, double period, std::size_t highest) {
  const double here = radius / (at * period), nearest = radius / (first * period);
  std::size_t m = least_order;
  while (m < highest && std::pow(here, static_cast<double>(m)) > std::pow(nearest, static_cast<double>(highest))) ++m;
  return m;
}

}  // namespace

void FarCopies::build(const SegmentTree& tree, const FarSources& sources, double period, std::size_t order, int by_walk,
                      float core_squared) {
  none_ = period <= 0.0 || tree.size() == 0;
  if (none_) return;
  const TreeCell& root = tree.cells()[0];
  order_ = order;
  walked_ = by_walk;
  center_ = root.center;
  half_ = FarCells::half(root);
  finest_.assign(cube(order), PointSource{});
  constexpr std::size_t size = SegmentTree::cluster_size;
  for (std::size_t c = 0; c < tree.cluster_count(); ++c)
    spread(run_of(sources.two(c * size), 2 * size, tree.cells()[tree.cell_of_cluster(c)].center - center_),
           half_.data(), order, finest_.data());
  grid_sources(half_.data(), order, finest_.data());
  finest_targets_.resize(blocks_of(cube(order)) * point_rows * block_points);
  grid_targets(half_.data(), order, finest_targets_.data());
  stress_.assign(blocks_of(cube(order)) * stress_rows * block_points, 0.0F);
  for (std::size_t m = least_order; m <= order; ++m) add_order(m, root.radius, period, core_squared);
  rows_.resize(stress_rows * cube(order));
  to_rows(stress_.data(), order, rows_.data());
}

/// Adds what the copies do that are taken on grids of order m.
void FarCopies::add_order(std::size_t m, double radius, double period, float core_squared) {
  const std::size_t nodes = cube(m), blocks = blocks_of(nodes);
  grid_.resize(copies_away.size() * nodes);
  std::array<SourceRun, 2 * copies_away.size()> runs;
  std::size_t count = 0;
  for (const CopyAway& copy : away()) {
    if (least_sufficient(copy.at, away().front().at, radius, period, order_) != m) continue;
    PointSource* const at = grid_.data() + count / 2 * nodes;
    std::fill(at, at + nodes, PointSource{});
    if (m == order_)
      std::copy(finest_.begin(), finest_.end(), at);
    else
      spread(run_of(finest_.data(), finest_.size(), Vector3::Zero()), half_.data(), m, at);
    grid_sources(half_.data(), m, at);
    for (std::size_t n = 0; n < nodes; ++n) scale(at[n], static_cast<float>(copy.weight));
    const Vector3 up(0.0, 0.0, copy.at * period);
    runs[count++] = run_of(at, nodes, up);
    runs[count++] = run_of(at, nodes, -up);
  }
  if (count == 0) return;
  targets_.resize(blocks * point_rows * block_points);
  grid_targets(half_.data(), m, targets_.data());
  at_nodes_.assign(blocks * stress_rows * block_points, 0.0F);
  const std::span<const SourceRun> used(runs.data(), count);
  add_point_stress(targets_.data(), blocks, used, core_squared, m == order_ ? stress_.data() : at_nodes_.data());
  constexpr std::array<float, 3> here{};
  if (m < order_)
    interpolate(at_nodes_.data(), half_.data(), m, finest_targets_.data(), here.data(), blocks_of(cube(order_)),
                stress_.data());
}

void FarCopies::add_stress(const float* x, const Vector3& center, float* out) const {
  if (none_) return;
  interpolate_rows(rows_.data(), half_.data(), order_, x, in_floats(center - center_).data(), 1, out);
}

}  // namespace pillardd
