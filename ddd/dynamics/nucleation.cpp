#include "ddd/dynamics/nucleation.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/random.hpp"
#include "ddd/dynamics/field.hpp"
#include "ddd/dynamics/nucleation_loop.hpp"

namespace pillardd {

namespace {

/// Of the drawn hazard: what the two integrals that have to agree, forecast and account, may differ by.
constexpr double agreement = 1e-4;
/// A step before an event that is due at once [ns]: a femtosecond.
constexpr double shortest_wait = 1e-6;
/// In spacings of the grid: nearer to a line its field is not resolved by the sites, and a loop there would be part of
/// it.
constexpr double shadow = 1.5;

bool nucleates(const Model& model) {
  return !model.sites.empty();
}

double site_rate(const Model& model, const NucleationSite& site, const LoopSystem& system, const Matrix3& stress) {
  if (!model.sites.allowed(site, system)) return 0.0;
  const double shear = site.concentration * system.driving_shear(stress);
  return site.atoms * model.nucleation->rate(site.place, shear, model.temperature);
}

Matrix3 stress_at(const Model& model, const NucleationSite& site, const Matrix3& own, double axial) {
  return own + model.applied_stress(axial, site.x);
}

bool shadowed(const State& state, std::size_t site) {
  return site < state.site_shadowed.size() && state.site_shadowed[site] != 0;
}

/// Whether a line, or a copy of it, passes within `reach` of x.
bool line_within(const Network& network, const Vector3& x, double reach) {
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    if (!network.segments()[i].alive) continue;
    const Vector3 line = network.line(static_cast<Slot>(i)), start = network.start(static_cast<Slot>(i));
    const Vector3 to = network.separation(start + 0.5 * line, x) + 0.5 * line;
    const double along = std::clamp(to.dot(line) / line.squaredNorm(), 0.0, 1.0);
    if ((to - along * line).squaredNorm() < reach * reach) return true;
  }
  return false;
}

}  // namespace

double total_nucleation_rate(const Model& model, const State& state, const std::vector<Matrix3>& site_stress,
                             double axial) {
  const std::vector<NucleationSite>& sites = model.sites.sites();
  std::vector<double> rates(sites.size(), 0.0);
  const auto count = static_cast<std::ptrdiff_t>(sites.size());
#pragma omp parallel for schedule(static) if (count > 200)
  for (std::ptrdiff_t k = 0; k < count; ++k) {
    const auto i = static_cast<std::size_t>(k);
    if (shadowed(state, i)) continue;
    const Matrix3 stress = stress_at(model, sites[i], site_stress[i], axial);
    for (const LoopSystem& system : model.sites.systems()) rates[i] += site_rate(model, sites[i], system, stress);
  }
  Compensated sum;
  for (const double r : rates) sum.add(r);
  return sum.total();
}

std::optional<DrawnSite> draw_site(const Model& model, const State& state, const std::vector<Matrix3>& site_stress,
                                   double axial, double uniform) {
  const std::vector<NucleationSite>& sites = model.sites.sites();
  const std::vector<LoopSystem>& systems = model.sites.systems();
  double left = uniform * total_nucleation_rate(model, state, site_stress, axial);
  std::optional<DrawnSite> last;  // the last that can nucleate takes what rounding leaves
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (shadowed(state, i)) continue;
    const Matrix3 stress = stress_at(model, sites[i], site_stress[i], axial);
    for (std::size_t s = 0; s < systems.size(); ++s) {
      const double rate = site_rate(model, sites[i], systems[s], stress);
      if (!(rate > 0.0)) continue;
      last = DrawnSite{i, s};
      left -= rate;
      if (left < 0.0) return last;
    }
  }
  return last;
}

NucleationStep::NucleationStep(const Model& model, State& state) : model_(model), state_(state) {
  if (!nucleates(model)) return;
  if (!state.sites_known) find_site_stress();
  stress_before_ = state.site_stress;
  shadowed_before_ = state.site_shadowed;
  axial_before_ = state.load.stress;
  left_ = drawn_hazard(model.seed, state.nucleation.draws) - state.nucleation.hazard.total();
}

/// Of the network and its image; nothing where there are no lines.
void NucleationStep::find_site_stress() {
  const std::vector<NucleationSite>& sites = model_.sites.sites();
  state_.site_stress.assign(sites.size(), Matrix3::Zero());
  state_.site_shadowed.assign(sites.size(), 0);
  state_.sites_known = true;
  if (state_.network.alive_segments() == 0) return;
  std::vector<Vector3> points;
  for (const NucleationSite& s : sites) points.push_back(s.x);
  for (std::size_t i = 0; i < points.size(); ++i)
    state_.site_shadowed[i] = line_within(state_.network, points[i], shadow * model_.sites.spacing()) ? 1 : 0;
  network_stress(model_, state_.network, points, state_.site_stress);
  if (model_.image->is_none()) return;
  std::vector<Matrix3> image(points.size());
  model_.image->update(state_.network, InfiniteBody(model_, state_.network));
  model_.image->stress(points, image);
  for (std::size_t i = 0; i < image.size(); ++i) state_.site_stress[i] += image[i];
}

double NucleationStep::time_to_event(double to_event) const {
  if (!nucleates(model_)) return to_event;
  if (left_ <= 0.0) return std::min(to_event, shortest_wait);
  // Where lines move, the step is short by itself: what lies far beyond it need not be looked at.
  const bool moving = state_.network.mobile_length() > 0.0 && !std::isnan(state_.dt_next);
  const double horizon =
      moving ? std::min(to_event, 4.0 * state_.dt_next) : std::min(to_event, model_.numerics.time_step_max);
  const RateAt rate = [&](double t) {
    return total_nucleation_rate(model_, state_, stress_before_, model_.loading->after(state_.load, t, 0.0).stress);
  };
  const std::optional<double> time = first_passage(rate, horizon, left_);
  return time ? std::clamp(*time, std::min(to_event, shortest_wait), to_event) : to_event;
}

void NucleationStep::finish(Integrator& integrator, std::vector<Event>& events) {
  if (!nucleates(model_)) return;
  if (state_.network.mobile_length() == 0.0) state_.dt_next = unset;  // nothing is left that kept the step short
  find_site_stress();
  // Both ends make the stress between them: a site in the shadow at one of them has no part in the step, or the near field of
  // a line that leaves would be what nucleates.
  const std::vector<char> shadowed_now = state_.site_shadowed;
  for (std::size_t i = 0; i < shadowed_before_.size(); ++i)
    if (shadowed_before_[i] != 0) state_.site_shadowed[i] = 1;
  std::vector<Matrix3> between(stress_before_.size());
  const RateAt rate = [&](double t) {
    const double f = t / state_.dt;
    for (std::size_t i = 0; i < between.size(); ++i)
      between[i] = (1.0 - f) * stress_before_[i] + f * state_.site_stress[i];
    return total_nucleation_rate(model_, state_, between, (1.0 - f) * axial_before_ + f * state_.load.stress);
  };
  NucleationState& clock = state_.nucleation;
  const double drawn = drawn_hazard(model_.seed, clock.draws);
  clock.hazard.add(integrated_rate(rate, state_.dt, drawn, left_));
  state_.site_shadowed = shadowed_now;
  if (clock.hazard.total() < (1.0 - agreement) * drawn) return;
  nucleate(integrator, events);
  clock.hazard.add(-drawn);
  ++clock.draws;
}

/// Site and system by their rates at the end of the step.
void NucleationStep::nucleate(Integrator& integrator, std::vector<Event>& events) {
  const RandomStream random(model_.seed, RandomPurpose::nucleation, state_.nucleation.draws);
  const std::optional<DrawnSite> drawn =
      draw_site(model_, state_, state_.site_stress, state_.load.stress, random.uniform(1));
  if (!drawn) return;
  const NucleationSite& site = model_.sites.sites()[drawn->site];
  const LoopSystem& system = model_.sites.systems()[drawn->system];
  const Matrix3 stress = stress_at(model_, site, state_.site_stress[drawn->site], state_.load.stress);
  NucleationState& clock = state_.nucleation;
  switch (insert_loop(model_, state_, integrator, site, system, stress, events)) {
    case Nucleated::inserted:
      ++clock.inserted;
      break;
    case Nucleated::blocked:
      ++clock.blocked;
      break;
    case Nucleated::stillborn:
      ++clock.stillborn;
      break;
  }
  state_.sites_known = false;
  state_.dt_next = unset;  // what the error control proposed was for the lines before
}

}  // namespace pillardd
