#include <algorithm>
#include <cmath>
#include <limits>

#include "ddd/dynamics/integrator.hpp"
#include "ddd/dynamics/load_coupling.hpp"
#include "ddd/dynamics/smooth_nodes.hpp"
#include "ddd/dynamics/step_limits.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/thermal_noise.hpp"

namespace pillardd {

namespace {

using Positions = std::vector<Vector3>;

class Trapezoid final : public Integrator {
 public:
  explicit Trapezoid(Timers& timers) : timers_(timers) {}
  const Forces& forces_on(const Model& model, const State& state, std::span<const Slot> nodes) override;
  const StepRecord& advance(const Model& model, State& state, double to_event) override;
  void evaluate(const Model& model, const State& state, Positions& force, Positions& velocity) override;

 private:
  void start_motion(const Model& model, const Network& network);
  void place(const Model& model, const Network& network, const Positions& velocity, double dt, Positions& x) const;
  void add_noise(double dt);
  bool attempt(const Model& model, State& state, double dt);
  void accept(const Model& model, State& state, double dt);
  void book_work(const Model& model, State& state, double dt) const;

  Timers& timers_;
  ForceEvaluator evaluator_{&timers_};
  Forces start_forces_, end_forces_;
  NodalMotion start_, end_;
  std::vector<Vector3> mesh_, turned_;  ///< tangents of smooth nodes at the step's start, and turned with its end
  Positions noise_;  ///< stochastic velocities times the root of the step, of the step under way; empty without
  Positions x_euler_, x_heun_, velocity_;
  double error_ = 0.0;  ///< of the last attempt [nm], and the node that has it
  Id worst_node_ = 0;
  Refusal refusal_ = Refusal::error;  ///< why the last attempt was not taken
  double part_ = 1.0;                 ///< of it, that may be made before topology follows
  StepRecord record_;
};

/// Velocities where the step begins. Nodes of smooth lines move across them only, as in the implicit step; with noise
/// they go as its bath has it.
void Trapezoid::start_motion(const Model& model, const Network& network) {
  const auto scope = timers_.measure("mobility");
  const ScrewSet screws = screw_set(network);
  if (model.thermal_noise)
    mesh_.assign(network.nodes().size(), Vector3::Zero());
  else
    smooth_tangents(model, network, start_forces_, screws.lines, mesh_);
  nodal_velocities(model, network, start_forces_, screws, mesh_, start_);
}

const Forces& Trapezoid::forces_on(const Model& model, const State& state, std::span<const Slot> nodes) {
  const auto scope = timers_.measure("forces");
  return evaluator_.forces_on(model, state.network, state.load.stress, nodes);
}

void Trapezoid::evaluate(const Model& model, const State& state, Positions& force, Positions& velocity) {
  {
    const auto scope = timers_.measure("forces");
    start_forces_ = evaluator_.evaluate(model, state.network, state.load.stress);
  }
  nodal_velocities(model, state.network, start_forces_, start_);
  velocity = start_.velocity;
  force.assign(state.network.nodes().size(), Vector3::Zero());
  for (std::size_t n = 0; n < force.size(); ++n)
    if (state.network.nodes()[n].alive) force[n] = nodal_force(state.network, start_forces_, static_cast<Slot>(n));
}

void Trapezoid::place(const Model& model, const Network& network, const Positions& velocity, double dt,
                      Positions& x) const {
  x.resize(network.nodes().size());
  for (std::size_t n = 0; n < x.size(); ++n) {
    const Node& node = network.nodes()[n];
    const bool still = !node.alive || velocity[n].isZero(0.0);
    x[n] = still ? node.x : allowed_position(model, network, static_cast<Slot>(n), node.x + dt * velocity[n]);
  }
}

const StepRecord& Trapezoid::advance(const Model& model, State& state, double to_event) {
  ++state.steps.evaluations;
  {
    const auto scope = timers_.measure("forces");
    start_forces_ = evaluator_.begin_step(model, state.network, state.load.stress, state.kept_image);
  }
  start_motion(model, state.network);
  double dt = std::isnan(state.dt_next) ? first_time_step(model, state.network, start_.velocity) : state.dt_next;
  double fastest = 0.0;
  for (const Vector3& v : start_.velocity) fastest = std::max(fastest, v.norm());
  if (fastest > 0.0) dt = std::min(dt, model.numerics.segment_max / fastest);
  dt = std::min(dt, model.numerics.time_step_max);
  const HeldImage held(*model.image);
  noise_.clear();
  if (model.thermal_noise) {
    noise_ = thermal_velocities(model, state.network, start_, state.step);
    dt = std::min(dt, thermal_time_step(model, state.network, start_, 0.25 * model.numerics.segment_min));
  }
  for (;;) {
    const double trial = step_before_event(dt, to_event);
    const bool good = attempt(model, state, trial);
    const double ratio = std::sqrt(model.numerics.tolerance / std::max(error_, 1e-300));
    const double proposal = trial * std::clamp(0.8 * ratio, 0.2, 1.5);
    const double part = good ? part_to_end(model, state, trial, load_swept(model, state.network, x_heun_)) : 1.0;
    if (part < 1.0 && part * trial > model.numerics.time_step_min) {
      dt = part * trial;
      state.steps.count(Refusal::past_stage);
      continue;
    }
    if (good) {
      state.dt_next = proposal;
      accept(model, state, trial);
      return record_;
    }
    state.steps.count(refusal_);
    dt = refusal_ == Refusal::past_topology ? part_ * trial : proposal;
    if (dt < model.numerics.time_step_min)
      throw RunFailure("node " + std::to_string(worst_node_) + ": the time step fell below " +
                       to_text(model.numerics.time_step_min) + " ns: the position error cannot be held to " +
                       to_text(model.numerics.tolerance) + " nm");
  }
}

/// The same numbers in both stages: their difference, the error, holds no noise but what it does to the forces.
void Trapezoid::add_noise(double dt) {
  for (std::size_t n = 0; n < noise_.size(); ++n) velocity_[n] += noise_[n] / std::sqrt(dt);
}

/// Heun's step and its distance from Euler's. The load is solved with the motion of the predictor.
bool Trapezoid::attempt(const Model& model, State& state, double dt) {
  Network& network = state.network;
  velocity_ = start_.velocity;
  add_noise(dt);
  place(model, network, velocity_, dt, x_euler_);
  error_ = std::numeric_limits<double>::infinity();
  refusal_ = Refusal::collapse;
  const double shortest = 1e-6 * model.numerics.core_radius;
  if (lines_collapse(network, x_euler_, shortest)) return false;
  const double plastic = load_plastic_strain(model, load_swept(model, network, x_euler_));
  const double stress = model.loading->after(state.load, dt, plastic).stress;
  turned_tangents(network, mesh_, x_euler_, 1.0, turned_);
  const std::size_t nodes = network.nodes().size();
  record_.x_before.resize(nodes);
  for (std::size_t n = 0; n < nodes; ++n) {
    record_.x_before[n] = network.nodes()[n].x;
    network.set_position(static_cast<Slot>(n), x_euler_[n]);
  }
  ++state.steps.evaluations;
  {
    const auto scope = timers_.measure("forces");
    end_forces_ = evaluator_.follow(model, network, stress, state.kept_image);
  }
  {
    const auto scope = timers_.measure("mobility");
    nodal_velocities(model, network, end_forces_, screw_set(network), turned_, end_);
  }
  for (std::size_t n = 0; n < nodes; ++n) network.set_position(static_cast<Slot>(n), record_.x_before[n]);
  for (std::size_t n = 0; n < nodes; ++n) velocity_[n] = 0.5 * (start_.velocity[n] + end_.velocity[n]);
  add_noise(dt);
  place(model, network, velocity_, dt, x_heun_);
  if (lines_collapse(network, x_heun_, shortest)) return false;
  refusal_ = Refusal::screw_missed;
  if (jumps_over_screw(model, network, start_forces_, x_heun_)) return false;
  refusal_ = Refusal::error;
  error_ = 0.0;
  for (std::size_t n = 0; n < nodes; ++n) {
    const double error = (x_heun_[n] - x_euler_[n]).norm();
    if (error > error_) worst_node_ = network.nodes()[n].id;
    error_ = std::max(error_, error);
  }
  if (!(error_ <= model.numerics.tolerance)) return false;
  refusal_ = Refusal::past_topology;
  part_ = std::clamp(part_before_topology(model, network, x_heun_), 0.1, 1.0);
  return part_ == 1.0 || part_ * dt < model.numerics.time_step_min;  // no error: not what stops a run
}

void Trapezoid::accept(const Model& model, State& state, double dt) {
  record_.dt = dt;
  record_.forces = &end_forces_;
  const double swept = load_swept(model, state.ledger);
  book_work(model, state, dt);
  Edit(state.network, &state.ledger).move_all(x_heun_);
  book_surface_motion(model, state, record_.x_before);
  follow_load(model, state, dt, swept);
  state.law_warnings.add(start_.warnings);
  state.load.time.add(dt);
  state.load.stage_time.add(dt);
  state.dt = dt;
  state.steps.make(dt);
}

/// Work of the forces on the moving nodes, trapezoidal in the forces, and the heat of the motion made; called before the
/// nodes move. With noise the heat that the bath keeps is the work of the forces: it gives back of that heat what its own
/// forces do.
void Trapezoid::book_work(const Model& model, State& state, double dt) const {
  const Network& network = state.network;
  const auto displacement = [&](Slot n) { return Vector3(x_heun_[static_cast<std::size_t>(n)] - network.node(n).x); };
  double done = 0.0;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (!segment.alive || segment.sessile) continue;
    const Vector3 da = displacement(segment.a), db = displacement(segment.b);
    const auto work = [&](const std::array<Vector3, 2>& f0, const std::array<Vector3, 2>& f1) {
      return 0.5 * ((f0[0] + f1[0]).dot(da) + (f0[1] + f1[1]).dot(db));
    };
    const double applied = work(start_forces_.applied[s], end_forces_.applied[s]);
    const double internal = work(start_forces_.internal[s], end_forces_.internal[s]);
    state.ledger.work_applied.add(applied);
    state.ledger.work_internal.add(internal);
    done += applied + internal;
  }
  if (!noise_.empty()) {
    state.ledger.dissipated.add(done);
    return;
  }
  Compensated dissipation;
  for (std::size_t n = 0; n < start_.drag.size(); ++n) {
    if (!network.nodes()[n].alive) continue;
    const Slot slot = static_cast<Slot>(n);
    const Vector3 way = displacement(slot);
    if (way.isZero(0.0)) continue;
    const Freedom freedom = across_line(node_freedom(model, network, slot, start_.velocity[n]), mesh_[n]);
    dissipation.add(least_heat(freedom, start_.drag[n], end_.drag[n], way, dt));
  }
  state.ledger.dissipated.add(dissipation.total());
}

}  // namespace

std::unique_ptr<Integrator> make_trapezoid(Timers& timers) {
  return std::make_unique<Trapezoid>(timers);
}

std::unique_ptr<Integrator> make_integrator(const Model& model, Timers& timers) {
  return model.numerics.implicit ? make_implicit(timers) : make_trapezoid(timers);
}

}  // namespace pillardd
