#include "ddd/elasticity/far_field.hpp"

#include <limits>

#include "ddd/base/simd.hpp"

namespace pillardd {
namespace {

/// Copies of a periodic network that are summed one by one on either side.
constexpr int summed_images = 4;

}  // namespace

void FarField::build(std::span<const StraightSegment> segments, const ElasticConstants& elastic,
                     const FarSettings& settings) {
  simd_target();
  elastic_ = elastic;
  settings_ = settings;
  tree_.build(segments, settings.period);
  const double infinite = std::numeric_limits<double>::infinity();
  const double extent = tree_.size() > 0 ? tree_.cells()[0].middles.half().norm() : 0.0;
  reach_ = {far_rules(settings.tolerance).near_ratio, settings.period > 0.0 ? 0.49 * settings.period : infinite,
            1e-6 * (extent + settings.period)};
  sources_.build(tree_, elastic, reach_);
  near_.build(tree_, sources_.middle(), reach_, settings.period);
  list_targets();
}

/// The cells of the tree's first generation that has enough of them; clusters above it stand for themselves.
void FarField::list_targets() {
  constexpr std::uint32_t parts = 64;
  targets_.clear();
  const auto most = static_cast<std::uint32_t>(tree_.size() / parts);
  std::vector<std::uint32_t>& list = targets_;
  if (tree_.size() > 0) list.push_back(0);
  for (std::size_t k = 0; k < list.size();) {
    const TreeCell& cell = tree_.cells()[list[k]];
    if (cell.is_cluster() || cell.count() <= most) {
      ++k;
      continue;
    }
    list[k] = cell.child;
    list.push_back(cell.child + 1);
  }
  walks_.resize(std::max(walks_.size(), targets_.size()));
}

void FarField::add_forces(std::span<std::array<Vector3, 2>> nodal) {
  const double core = elastic_.core_radius;
  const FarScene scene{tree_,
                       sources_,
                       far_rules(settings_.tolerance),
                       reach_,
                       settings_.period,
                       settings_.period > 0.0 ? summed_images : 0,
                       static_cast<float>(core * core)};
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t t = 0; t < targets_.size(); ++t) walks_[t].run(scene, targets_[t], nodal);
}

std::uint64_t FarField::point_pairs() const {
  std::uint64_t sum = 0;
  for (std::size_t t = 0; t < targets_.size(); ++t) sum += walks_[t].point_pairs();
  return sum;
}

}  // namespace pillardd
