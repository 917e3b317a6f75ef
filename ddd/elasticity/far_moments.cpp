#include "ddd/elasticity/far_moments.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/far_translation.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {
namespace {

/// The unit is the radius of the network over this: distances lie between 0.1 and 20 units, whose twelfth powers are in
/// the reach of single precision.
constexpr double units_in_radius = 10.0;

/// In larger cells less is to be gained and there are more points to go through.
constexpr std::uint32_t largest_moved = 256;

/// Subtrees that are dealt to threads, at least; cells from which on a generation above them is dealt; and what a cell
/// takes, from its points or its children [ns].
constexpr std::uint32_t subtrees = 16, cells_for_threads = 4;
constexpr double time_of_cell = 8000.0;

/// Distances are those of points in single precision: this much larger, none is left out.
constexpr double rounding = 1.0 + 1e-5;

/// The ball: from the centre of the box, moves of falling size to the farthest Gauss point; the best one counts.
void set_ball(const FarSources& sources, const TreeCell& cell, MomentCell& out) {
  constexpr int moves = 10;
  constexpr std::uint32_t size = SegmentTree::cluster_size;
  const std::size_t first = cell.begin / size, blocks = (cell.end + size - 1) / size - first;
  Vector3 x = cell.center;
  Farthest far = farthest_point(sources.targets(first), blocks, &sources.center(first), x);
  out.center = x;
  out.radius = std::sqrt(far.square);
  double step = 0.12;
  for (int k = 0; k < moves && cell.count() <= largest_moved; ++k, step *= 0.8) {
    x += step * Vector3(far.x[0], far.x[1], far.x[2]);
    far = farthest_point(sources.targets(first), blocks, &sources.center(first), x);
    const double radius = std::sqrt(far.square);
    if (radius >= out.radius) continue;
    out.center = x;
    out.radius = radius;
  }
  out.radius *= rounding;
}

}  // namespace

void FarMoments::build(const SegmentTree& tree, const FarSources& sources, const ElasticConstants& elastic,
                       std::size_t degree) {
  degree_ = tree.size() >= least_count ? degree : 0;
  cells_.resize(tree.cells().size());
  std::uint32_t count = 0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const TreeCell& cell = tree.cells()[c];
    cells_[c].longest = cell.longest;
    cells_[c].count = cell.count();
    cells_[c].child = cell.child;
    cells_[c].moments = degree_ > 0 && cell.count() >= least_count ? count++ : MomentCell::none;
  }
  if (degree_ == 0) return;
  const TreeCell& root = tree.cells()[0];
  unit_ = root.radius / units_in_radius;
  origin_ = root.center;
  const double core = elastic.core_radius / unit_;
  scale_ = {static_cast<float>(1.0 / unit_), static_cast<float>(core * core),
            static_cast<float>(-2.0 / (1.0 - elastic.poisson))};
  moments_.resize(size() * count);
  const int threads = worth_threads(time_of_cell * count);
  const std::span<const std::uint32_t> first = tree.generations();
  std::size_t whole = 0;  // the generation whose subtrees are dealt: each goes to one thread, which does not wait
  while (whole + 1 < first.size() && first[whole + 1] - first[whole] < subtrees) ++whole;
  const std::uint32_t last = whole + 1 < first.size() ? first[whole + 1] : static_cast<std::uint32_t>(cells_.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
  for (std::uint32_t c = first[whole]; c < last; ++c) gather_below(tree, sources, c);
  for (std::size_t g = whole; g-- > 0;) {
#pragma omp parallel for schedule(dynamic, 1) \
    num_threads(threads) if (threads > 1 && first[g + 1] - first[g] >= cells_for_threads)
    for (std::uint32_t c = first[g]; c < first[g + 1]; ++c)
      if (has(c)) gather(tree, sources, c);
  }
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
  for (std::uint32_t k = 0; k < count; ++k) to_spherical(degree_, moments_.data() + size() * k);
}

void FarMoments::gather_below(const SegmentTree& tree, const FarSources& sources, std::uint32_t index) {
  if (!has(index)) return;
  for (std::uint32_t c = cells_[index].child; c < cells_[index].child + 2; ++c) gather_below(tree, sources, c);
  gather(tree, sources, index);
}

/// From the children's moments; of what has none, from the points.
void FarMoments::gather(const SegmentTree& tree, const FarSources& sources, std::uint32_t index) {
  constexpr std::uint32_t cluster = SegmentTree::cluster_size;
  const TreeCell& cell = tree.cells()[index];
  float* const moments = moments_.data() + size() * cells_[index].moments;
  std::fill(moments, moments + size(), 0.0F);
  set_ball(sources, cell, cells_[index]);
  const Vector3& middle = cells_[index].center;
  const std::array<std::uint32_t, 2> children{cell.child, cell.child + 1};
  for (const std::uint32_t c : children) {
    const TreeCell& child = tree.cells()[c];
    if (has(c)) continue;
    for (std::uint32_t first = child.begin; first < child.end; first += cluster) {
      const Vector3& center = tree.cells()[tree.cell_of_cluster(first / cluster)].center;
      add_source_moments(run_of(sources.two(first), 2 * cluster, center - middle),
                         in_floats(center - origin_).data(), scale_, degree_, moments);
    }
  }
  add_core_moments(scale_, degree_, moments);
  for (const std::uint32_t c : children)
    if (has(c))
      shift_moments(of(c), in_floats((cells_[c].center - middle) / unit_).data(), degree_, moments);
}

}  // namespace pillardd
