#include "ddd/elasticity/far_field.hpp"

#include <algorithm>
#include <limits>

#include "ddd/base/simd.hpp"

namespace pillardd {

void FarField::build(std::span<const StraightSegment> segments, const ElasticConstants& elastic,
                     const FarSettings& settings) {
  simd_target();
  rules_ = far_rules(settings.tolerance);
  period_ = settings.period;
  core_squared_ = static_cast<float>(elastic.core_radius * elastic.core_radius);
  tree_.build(segments, period_);
  const double infinite = std::numeric_limits<double>::infinity();
  const double extent = tree_.size() > 0 ? tree_.cells()[0].middles.half().norm() : 0.0;
  reach_ = {rules_.near_ratio, period_ > 0.0 ? 0.49 * period_ : infinite, 1e-6 * (extent + period_)};
  sources_.build(tree_, elastic, reach_);
  near_.build(tree_, sources_.middle(), reach_, period_);
  copies_order_ = settings.tolerance < 1e-4 ? most_order : most_order - 1;
  grids_built_ = false;
}

/// What only the far forces need: whoever asks for near pairs alone does not pay for it.
void FarField::build_grids() {
  if (grids_built_) return;
  grids_built_ = true;
  const bool grids = period_ > 0.0 || tree_.size() >= grid_segments;
  cells_.build(tree_, sources_, grids ? rules_.highest_order() : 0);
  copies_.build(tree_, sources_, period_, copies_order_, core_squared_);
  list_targets();
}

/// Cuts the tree's cells until they hold one part in 64 of the segments, but leaves them large enough for a grid.
void FarField::list_targets() {
  const std::uint32_t most = std::max(static_cast<std::uint32_t>(tree_.size() / 64), 2 * FarCells::least_count - 1);
  targets_.clear();
  if (tree_.size() > 0) targets_.push_back(0);
  for (std::size_t k = 0; k < targets_.size();) {
    const TreeCell& cell = tree_.cells()[targets_[k]];
    if (cell.count() <= most) {
      ++k;
      continue;
    }
    targets_[k] = cell.child;
    targets_.push_back(cell.child + 1);
  }
  walks_.resize(std::max(walks_.size(), targets_.size()));
}

void FarField::add_forces(std::span<std::array<Vector3, 2>> nodal) {
  build_grids();
  const FarScene scene{tree_, sources_, cells_, copies_, rules_, reach_, period_, core_squared_};
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t t = 0; t < targets_.size(); ++t) walks_[t].run(scene, targets_[t], nodal);
}

FarCount FarField::count() const {
  FarCount sum;
  for (std::size_t t = 0; t < targets_.size(); ++t) {
    sum.points += walks_[t].count().points;
    sum.cells += walks_[t].count().cells;
  }
  return sum;
}

}  // namespace pillardd
