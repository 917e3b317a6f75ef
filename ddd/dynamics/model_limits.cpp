#include "ddd/dynamics/model_limits.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>

#include "ddd/base/text.hpp"

namespace pillardd {

namespace {

const LoopSystem& most_twinned(const std::vector<LoopSystem>& systems, const Matrix3& stress) {
  return *std::max_element(systems.begin(), systems.end(), [&](const LoopSystem& a, const LoopSystem& b) {
    return a.schmid_shear(stress) < b.schmid_shear(stress);
  });
}

double largest_shear(const Matrix3& stress) {
  const Eigen::SelfAdjointEigenSolver<Matrix3> principal(stress, Eigen::EigenvaluesOnly);
  return 0.5 * (principal.eigenvalues()[2] - principal.eigenvalues()[0]);
}

std::optional<FoundLimit> limit_at(const Model& model, const State& state, const std::vector<LoopSystem>& systems,
                                   const Vector3& x, const Matrix3& stress) {
  FoundLimit found;
  const LoopSystem& twin = most_twinned(systems, stress);
  const double twinning = twin.schmid_shear(stress), largest = largest_shear(stress);
  if (twinning > model.twin_shear)
    found.passed = {LimitPassed::Mechanism::twinning, 0, 0.0, 0.0, twinning};
  else if (largest > model.fcc_shear)
    found.passed = {LimitPassed::Mechanism::phase_change, 0, 0.0, 0.0, largest};
  else
    return std::nullopt;
  found.passed.step = state.step;
  found.passed.strain = state.load.strain.total();
  found.passed.stress = state.load.stress;
  found.event.kind = EventKind::outside_model;
  found.event.step = state.step;
  found.event.time = state.load.time.total();
  found.event.x = x;
  found.event.burgers = twin.burgers;
  found.event.plane = twin.plane;
  return found;
}

}  // namespace

LimitShears limit_shears(const Lattice& lattice, const Matrix3& stress) {
  const std::vector<LoopSystem> systems = twinning_systems(lattice);
  return {most_twinned(systems, stress).schmid_shear(stress), largest_shear(stress)};
}

std::optional<FoundLimit> find_limit(const Model& model, const State& state) {
  if (!(model.twin_shear > 0.0) && !(model.fcc_shear > 0.0)) return std::nullopt;
  const std::vector<LoopSystem> systems = twinning_systems(state.network.lattice());
  const Vector3 axis(0.0, 0.0, 0.5 * model.boundary->height());
  std::optional<FoundLimit> found =
      limit_at(model, state, systems, axis, model.applied_stress(state.load.stress, axis));
  if (found || !state.sites_known) return found;
  const std::vector<NucleationSite>& sites = model.sites.sites();
  for (std::size_t i = 0; i < sites.size() && !found; ++i) {
    const Matrix3 stress = state.site_stress[i] + model.applied_stress(state.load.stress, sites[i].x);
    found = limit_at(model, state, systems, sites[i].x, stress);
  }
  return found;
}

std::string describe(const LimitPassed& limit) {
  if (limit.mechanism == LimitPassed::Mechanism::none) return "none";
  return std::string(limit.mechanism == LimitPassed::Mechanism::twinning ? "twinning on {112}"
                                                                         : "change of phase from BCC to FCC") +
         " at a shear of " + to_text(limit.shear) + " GPa";
}

}  // namespace pillardd
