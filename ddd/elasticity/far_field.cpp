#include "ddd/elasticity/far_field.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_coherence.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {
namespace {

/// Of a whole evaluation for one [ns], at least.
constexpr double time_of_segment = 4000.0;

/// Below it copies are taken to more digits; part of their stress in which a grid may err at that tolerance: eq. 11.
constexpr double usual_tolerance = 1e-4, wide_share = 1e-3;

/// Cells of a sixteenth of the network and more hardly ever are far from another for their size. Periodic copies of all
/// but the root may be.
constexpr std::size_t first_generation = 5, first_with_copies = 1;

}  // namespace

void FarField::build(std::span<const StraightSegment> segments, const ElasticConstants& elastic,
                     const FarSettings& settings, bool forces) {
  simd_target();
  period_ = settings.period;
  elastic_ = elastic;
  tree_.build(segments, period_, by_moments(segments.size()) ? TreeOrder::loops : TreeOrder::joined);
  const double coherence = far_coherence(tree_);
  rules_ = far_rules(settings.tolerance, coherence);
  const double infinite = std::numeric_limits<double>::infinity();
  const double extent = tree_.size() > 0 ? tree_.cells()[0].middles.half().norm() : 0.0;
  reach_ = {rules_.near_ratio, period_ > 0.0 ? 0.49 * period_ : infinite, 1e-6 * (extent + period_)};
  sources_.build(tree_, elastic, reach_, true, threads());
  const bool fine = settings.tolerance < usual_tolerance || (coherence > 1.0 && is_wide(settings.tolerance));
  copies_order_ = fine ? most_order : most_order - 1;
  copies_walked_ = period_ <= 0.0 ? 0 : settings.tolerance < usual_tolerance ? 2 : FarCopies::walked;
  keep_copies_ = settings.keep_copies;
  forces_ready_ = false;
  ready(true, forces);
}

/// What copies of lines do is more than a grid of the usual order serves: eq. 11.
bool FarField::is_wide(double tolerance) const {
  if (period_ <= 0.0 || tree_.size() == 0) return false;
  const double ratio = tree_.cells()[0].radius / (2.0 * period_);
  return std::pow(ratio, static_cast<double>(most_order - 1)) > wide_share * tolerance / usual_tolerance;
}

int FarField::threads() const {
  return worth_threads(time_of_segment * static_cast<double>(tree_.size()));
}

/// Subtrees of moments, which only the far forces need, and rows of near pairs from one pool: the finest last.
void FarField::ready(bool near, bool forces) {
  const std::size_t total = by_moments(tree_.size()) ? rules_.highest_degree : 0;
  const std::size_t subtrees =
      forces ? moments_.start(tree_, elastic_, total, period_ > 0.0 ? first_with_copies : first_generation) : 0;
  const std::size_t tasks = subtrees + (near ? near_.start(tree_.places()) : 0);
  const int team = threads();
#pragma omp parallel for schedule(dynamic, 1) num_threads(team) if (team > 1)
  for (std::size_t k = 0; k < tasks; ++k) {
    if (k < subtrees)
      moments_.gather_subtree(tree_, sources_, k);
    else
      near_.list(tree_, sources_.middle(), reach_, period_, k - subtrees);
  }
  if (!forces) return;
  moments_.finish(tree_, sources_, team);
  if (!(keep_copies_ && has_copies_))
    copies_.build(tree_, sources_, period_, copies_order_, copies_walked_, core_squared());
  has_copies_ = true;
  list_targets();
  forces_ready_ = true;
}

/// Cuts the tree's cells until they hold one part in 64 of the segments, but leaves them large enough for moments.
void FarField::list_targets() {
  const std::uint32_t most = std::max(static_cast<std::uint32_t>(tree_.size() / 64), 2 * FarMoments::least_count - 1);
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
  counts_.assign(targets_.size(), {});
}

std::size_t FarField::start_forces(int threads) {
  if (!forces_ready_) ready(false, true);
  walks_.resize(std::max(walks_.size(), static_cast<std::size_t>(threads)));
  return targets_.size();
}

void FarField::add_target(std::size_t target, std::span<std::array<Vector3, 2>> nodal) {
  const FarScene scene{tree_,
                       sources_,
                       moments_,
                       copies_,
                       rules_,
                       reach_,
                       period_,
                       copies_walked_,
                       core_squared(),
                       core_reach(rules_, elastic_.core_radius),
                       sharp_reach(rules_, elastic_.core_radius),
                       static_cast<float>(2.0 / 3.0 * (1.0 + elastic_.poisson))};
  FarWalk& walk = walks_[static_cast<std::size_t>(omp_get_thread_num())];
  walk.run(scene, targets_[target], nodal);
  counts_[target] = walk.count();
}

void FarField::add_forces(std::span<std::array<Vector3, 2>> nodal) {
  const int team = threads();
  const std::size_t targets = start_forces(team);
#pragma omp parallel for schedule(dynamic, 1) num_threads(team)
  for (std::size_t t = 0; t < targets; ++t) add_target(t, nodal);
}

FarCount FarField::count() const {
  FarCount sum;
  for (const FarCount& c : counts_) {
    sum.points += c.points;
    sum.cells += c.cells;
    sum.products += c.products;
  }
  return sum;
}

}  // namespace pillardd
