#include <algorithm>
#include <cmath>
#include <limits>

#include "boundaries/lists.hpp"
#include "boundaries/loading_stage.hpp"

namespace pillardd {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// target - sum without losing the sum's compensation.
double remaining(double target, const Compensated& sum) {
  return (target - sum.value) - sum.compensation;
}

/// Stages one after the other; docs/theory/loading.md, equations 1-8.
class Programme final : public Loading {
 public:
  Programme(const std::vector<ReadStage>& stages, const LoadMode& mode, double height, double initial_stress,
            std::vector<std::string> warnings)
      : mode_(mode),
        height_(height),
        initial_stress_(initial_stress),
        modulus_(mode.modulus),
        strain_rounding_(strain_rounding(stages, initial_stress, mode.modulus)),
        warnings_(std::move(warnings)) {
    for (const ReadStage& read : stages) stages_.push_back(read.stage);
  }

  const LoadMode& mode() const override { return mode_; }
  std::vector<std::string> warnings() const override { return warnings_; }
  std::size_t stages() const override { return stages_.size(); }
  double first_sense() const override { return stages_.front().sense; }
  std::string describe(std::size_t stage) const override { return stages_.at(stage).describe(); }

  LoadState start() const override {
    LoadState state;
    state.stress = initial_stress_;
    state.strain.add(initial_stress_ / modulus_);
    jump_to_held(state);
    return state;
  }

  /// Engineering values, with the elastic law  sigma = E (eps - eps_p)  throughout:
  ///   strain rate r:   d eps = r dt            sigma = E (eps + d eps - eps_p - d eps_p)
  ///   drive r = v/H:   d eps = (c r dt + d eps_p)/(1 + c),  c = k_f H/(E A), sigma as above
  ///   stress rate r:   sigma += r dt           d eps = r dt/E + d eps_p
  ///   held stress:     sigma constant          d eps = d eps_p
  ///   held strain:     d eps = 0               sigma = E (eps - eps_p - d eps_p)
  LoadPoint after(const LoadState& state, double dt, double plastic_increment) const override {
    const LoadStage& stage = at(state);
    LoadPoint point;
    switch (stage.control) {
      case Control::strain_rate:
        point.strain_increment =
            stage.rigid() ? stage.value * dt
                          : (stage.frame_ratio * stage.value * dt + plastic_increment) / (1.0 + stage.frame_ratio);
        break;
      case Control::stress_rate:
        point.strain_increment = stage.value * dt / modulus_ + plastic_increment;
        break;
      case Control::stress:
        point.strain_increment = plastic_increment;
        break;
      case Control::strain:
        break;
    }
    point.strain = state.strain.total() + point.strain_increment;
    if (stage.control == Control::stress)
      point.stress = stage.value;
    else if (stage.control == Control::stress_rate)
      point.stress = state.stress + stage.value * dt;
    else
      point.stress = modulus_ * (elastic_strain(state) + (point.strain_increment - plastic_increment));
    return point;
  }

  double fraction_to_end(const LoadState& state, double dt, double plastic_increment) const override {
    const LoadStage& stage = at(state);
    const LoadPoint end = after(state, dt, plastic_increment);
    double fraction = 1.0;
    const auto meet = [&fraction](double direction, double left, double gained) {
      if (direction * left > 0.0 && direction * gained > direction * left) fraction = std::min(fraction, left / gained);
    };
    if (stage.until.strain)
      meet(stage.strain_direction(), remaining(*stage.until.strain, state.strain), end.strain_increment);
    if (stage.until.stress)
      meet(stage.stress_direction(), *stage.until.stress - state.stress, end.stress - state.stress);
    if (stage.until.plastic_strain)
      meet(stage.sense, remaining(*stage.until.plastic_strain, state.plastic_strain), plastic_increment);
    return fraction;
  }

  double displacement(const LoadState& state) const override {
    if (!mode_.axial()) return 0.0;
    const LoadStage& stage = at(state);
    const double frame = stage.rigid() ? 0.0 : state.stress / modulus_ / stage.frame_ratio;
    return height_ * (state.strain.total() + frame);
  }

  double time_to_end(const LoadState& state) const override {
    if (stage_done(state)) return 0;
    const LoadStage& stage = at(state);
    double dt = infinity;
    if (stage.until.time) dt = std::min(dt, remaining(*stage.until.time, state.stage_time));
    if (stage.until.strain && moves_strain(stage))
      dt = std::min(dt, remaining(*stage.until.strain, state.strain) / stage.value);
    if (stage.until.stress && stage.control == Control::stress_rate)
      dt = std::min(dt, (*stage.until.stress - state.stress) / stage.value);
    return dt;
  }

  double time_to_strain(const LoadState& state, double strain) const override {
    const double rate = strain_rate_ahead(state);
    if (rate == 0.0) return infinity;
    const double left = remaining(first_sense() * strain, state.strain);
    if (std::abs(left) <= strain_rounding_) return 0;
    return left * rate > 0 ? left / rate : infinity;
  }

  bool stage_done(const LoadState& state) const override {
    const LoadStage& stage = at(state);
    const LoadStage::Until& u = stage.until;
    if (u.time && remaining(*u.time, state.stage_time) <= 1e-12 * *u.time) return true;
    if (u.strain && stage.strain_direction() * remaining(*u.strain, state.strain) <= strain_rounding_) return true;
    if (u.stress && stage.stress_direction() * (*u.stress - state.stress) <= strain_rounding_ * modulus_) return true;
    if (u.plastic_strain && stage.sense * remaining(*u.plastic_strain, state.plastic_strain) <= strain_rounding_)
      return true;
    return u.density && density_reached(state, *u.density);
  }

  void enter_next(LoadState& state) const override {
    require(state.stage + 1 < stages_.size(), "Loading::enter_next: the programme has no further stage");
    ++state.stage;
    state.stage_time = {};
    state.stage_density = state.density;
    jump_to_held(state);
  }

 private:
  const LoadStage& at(const LoadState& state) const { return stages_.at(state.stage); }

  /// Whether the strain is known at any time ahead.
  static bool moves_strain(const LoadStage& stage) {
    return stage.control == Control::strain_rate && stage.rigid() && stage.value != 0;
  }

  /// Rate of the total strain where it is known: where it is prescribed, and while no line is there to make it plastic,
  ///   d eps/dt = c r/(1 + c) behind a frame,   r/E at a stress rate.
  /// 0 where it is not.
  double strain_rate_ahead(const LoadState& state) const {
    const LoadStage& stage = at(state);
    if (moves_strain(stage)) return stage.value;
    if (state.density > 0.0) return 0.0;
    if (stage.control == Control::strain_rate && !stage.rigid())
      return stage.value * stage.frame_ratio / (1.0 + stage.frame_ratio);
    return stage.control == Control::stress_rate ? stage.value / modulus_ : 0.0;
  }

  static double elastic_strain(const LoadState& s) {
    return (s.strain.value - s.plastic_strain.value) + (s.strain.compensation - s.plastic_strain.compensation);
  }

  /// A held value is applied at once, elastically.
  void jump_to_held(LoadState& state) const {
    const LoadStage& stage = at(state);
    if (stage.control == Control::stress) {
      state.strain.add((stage.value - state.stress) / modulus_);
      state.stress = stage.value;
    } else if (stage.control == Control::strain) {
      state.strain.add(remaining(stage.value, state.strain));
      state.stress = modulus_ * elastic_strain(state);
    }
  }

  static bool density_reached(const LoadState& state, double target) {
    require(!std::isnan(state.stage_density), "Loading: the density at the stage's start was not set");
    return state.stage_density < target ? state.density >= target : state.density <= target;
  }

  LoadMode mode_;
  double height_;
  std::vector<LoadStage> stages_;
  double initial_stress_;
  double modulus_;
  double strain_rounding_;
  std::vector<std::string> warnings_;
};

}  // namespace

std::unique_ptr<Loading> make_loading(const std::vector<Settings>& stages, const LoadedPillar& pillar, Faults& faults) {
  require(pillar.axial_modulus > 0, "make_loading: the axial modulus must be positive");
  if (stages.empty()) return nullptr;
  const std::size_t faults_before = faults.all().size();
  std::vector<ReadStage> read;
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (i > 0 && stages[i].has("initial_stress"))
      stages[i].fault(faults, "initial_stress", "belongs to the first stage only");
    read_stage(stages[i], pillar, read, faults);
    if (faults.all().size() > faults_before) continue;
    for (const std::string& warning : warnings_of_rig(stages[i], pillar))
      warnings.push_back(stages[i].path() + ": " + warning);
  }
  const LoadMode mode = read_mode(stages, pillar, faults);
  if (faults.all().size() > faults_before) return nullptr;
  const bool loaded = stages.front().has("initial_stress");
  const double initial_stress = loaded ? read.front().stage.sense * stages.front().number("initial_stress") : 0.0;
  check_reachable(read, initial_stress, mode.modulus, faults);
  if (faults.all().size() > faults_before) return nullptr;
  return std::make_unique<Programme>(read, mode, pillar.height, initial_stress, std::move(warnings));
}

}  // namespace pillardd
