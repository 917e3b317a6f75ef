#include "ddd/elasticity/far_moments.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/far_translation.hpp"

namespace pillardd {
namespace {

/// The unit is the radius of the network over this: distances lie between 0.1 and 20 units, whose twelfth powers are in
/// the reach of single precision.
constexpr double units_in_radius = 10.0;

/// Cells from which on a generation is dealt to threads.
constexpr std::uint32_t cells_for_threads = 32;

double point_radius(const SegmentTree& tree, const TreeCell& cell) {
  double square = 0.0;
  for (std::uint32_t p = cell.begin; p < cell.end; ++p) {
    const StraightSegment& s = tree.segment(p);
    const Vector3 middle = 0.5 * (s.a + s.b) - cell.center, half = gauss_offset * (s.b - s.a);
    square = std::max(square, middle.squaredNorm() + half.squaredNorm() + 2.0 * std::abs(middle.dot(half)));
  }
  return std::sqrt(square);
}

}  // namespace

void FarMoments::build(const SegmentTree& tree, const FarSources& sources, const ElasticConstants& elastic,
                       std::size_t degree) {
  degree_ = tree.size() >= least_count ? degree : 0;
  if (degree_ == 0) return;
  const TreeCell& root = tree.cells()[0];
  unit_ = root.radius / units_in_radius;
  origin_ = root.center;
  const double core = elastic.core_radius / unit_;
  scale_ = {static_cast<float>(1.0 / unit_), static_cast<float>(core * core),
            static_cast<float>(-2.0 / (1.0 - elastic.poisson))};
  place_.resize(tree.cells().size());
  radius_.resize(tree.cells().size());
  std::uint32_t count = 0;
  for (std::size_t c = 0; c < place_.size(); ++c) {
    place_[c] = count;
    if (has(tree.cells()[c])) ++count;
  }
  moments_.resize(size() * count);
  for (std::size_t g = tree.generations().size(); g-- > 0;) {
    const std::uint32_t begin = tree.generations()[g];
    const std::uint32_t end =
        g + 1 < tree.generations().size() ? tree.generations()[g + 1] : static_cast<std::uint32_t>(place_.size());
#pragma omp parallel for schedule(dynamic, 8) if (end - begin > cells_for_threads)
    for (std::uint32_t c = begin; c < end; ++c)
      if (has(tree.cells()[c])) gather(tree, sources, c);
  }
#pragma omp parallel for schedule(static) if (count > cells_for_threads)
  for (std::uint32_t k = 0; k < count; ++k) to_spherical(degree_, moments_.data() + size() * k);
}

/// From the children's moments; of what has none, from the points.
void FarMoments::gather(const SegmentTree& tree, const FarSources& sources, std::uint32_t index) {
  constexpr std::uint32_t cluster = SegmentTree::cluster_size;
  const TreeCell& cell = tree.cells()[index];
  float* const moments = moments_.data() + size() * place_[index];
  std::fill(moments, moments + size(), 0.0F);
  radius_[index] = point_radius(tree, cell);
  const std::array<std::uint32_t, 2> children{cell.child, cell.child + 1};
  for (const std::uint32_t c : children) {
    const TreeCell& child = tree.cells()[c];
    if (has(child)) continue;
    for (std::uint32_t first = child.begin; first < child.end; first += cluster) {
      const Vector3& center = tree.cells()[tree.cell_of_cluster(first / cluster)].center;
      add_source_moments(run_of(sources.two(first), 2 * cluster, center - cell.center),
                         in_floats(center - origin_).data(), scale_, degree_, moments);
    }
  }
  add_core_moments(scale_, degree_, moments);
  for (const std::uint32_t c : children)
    if (has(tree.cells()[c]))
      shift_moments(of(c), in_floats((tree.cells()[c].center - cell.center) / unit_).data(), degree_, moments);
}

}  // namespace pillardd
