#include "ddd/dynamics/implicit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ddd/dynamics/implicit_stage.hpp"
#include "ddd/dynamics/integrator.hpp"
#include "ddd/dynamics/load_coupling.hpp"
#include "ddd/dynamics/newton.hpp"
#include "ddd/dynamics/step_limits.hpp"
#include "ddd/dynamics/surface.hpp"

namespace pillardd {

namespace {

/// SDIRK of two stages, L-stable and stiffly accurate:  gamma = 1 - 1/sqrt 2,  b = (1 - gamma, gamma),  c = (gamma, 1).
/// Alexander, SIAM J. Numer. Anal. 14 (1977) 1006.
constexpr double gamma_ = 0.29289321881345247560;

/// What the quadrature of third order over the slopes at 0, gamma and 1 differs by from b
/// (docs/theory/time-implicit.md).
constexpr double error_start = -(1.0 - 3.0 * gamma_) / (6.0 * gamma_);
constexpr double error_middle = 1.0 / (6.0 * gamma_ * (1.0 - gamma_)) - (1.0 - gamma_);
constexpr double error_end = -error_start - error_middle;

/// Of the tolerance: how near a Newton iteration comes.
constexpr double newton_share = 0.006;

/// How near to the solution for held far forces it comes before they are first followed, in units of that: they change
/// it by more. Not where an image stress has to be worked out for it.
constexpr double settled_share = 10.0;

/// Pairs nearer than this at the step's start, in units of segment_max, are local, and so are the continuation of a
/// line outside and segments near it. Second neighbours along a line are, and lines that pass anywhere along a long
/// leg: Newton fails where these are left out.
constexpr double local_reach = 1.0;

/// In a network of so few segments all pairs are: a source near its critical shape is so soft that the far pairs are
/// most of its stiffness.
constexpr std::size_t few_segments = 60;

/// How far a step is meant to go, in units of segment_max, since topology and mesh follow once a step: the ends of an
/// arm against each other, and screws, which change plane after it; any node.
constexpr double longest_stride = 0.25, longest_way = 1.0;

/// A step that goes so many times as far is refused; a first stage that does is not followed by the second.
constexpr double much_too_far = 1.3;

/// A second stage that goes so many times as far with the far forces held is not gone on with.
constexpr double hopeless_stride = 1.5 * much_too_far;

/// What a step is aimed at, times as far; and between what of it the first stage, with the far forces held, foretells
/// it to come out: else the step is begun anew with another length, before any force from afar is asked for. Nine in
/// ten steps end within 14 % of what is foretold.
constexpr double aim = 1.0, shortest_foretold = 0.8, longest_foretold = 1.2;

/// How many times more or less far the first correction of a first stage has to lead for the same.
constexpr double roughly_foretold = 1.5;

/// Where lines pass what ends a step before this part of it, with the far forces held, it is begun anew.
constexpr double passed_early = 0.8;

/// How often a step is lengthened so, and by how much at a time.
constexpr int most_lengthened = 3;
constexpr double most_lengthened_by = 4.0;

/// A step grows little where a stage needed more iterations than this, or both together more evaluations of all forces:
/// where these decide, their rounds go on the longer the longer the step is.
constexpr int many_iterations = 12;
constexpr std::uint64_t many_evaluations = 6;
constexpr double little_growth = 1.5;

/// What a step may grow by, and a refused one shrink to at once; and what of its error or its way a shorter step has to
/// be rid of, or the next is shortened twice as much.
constexpr double most_growth = 8.0, least_share = 0.01, flat = 0.8;

/// What a run says that cannot go on; by Refusal.
constexpr std::array<const char*, refusal_names.size()> refusal_texts{
    "its error exceeds the tolerance",         "a stage does not converge",
    "it goes farther than segment_max",        "an arm vanishes",
    "an arm turns past its screw orientation", "an arm enters or leaves the near-screw band",
    "lines go past where they meet or leave",  "the stage of the loading ends"};

/// Of the attempts at one step.
class Refusals {
 public:
  /// What the next attempt is of this one. Where what was too large has hardly changed, as in the relaxation of a node
  /// that is quick beside the step, or where Newton fails again, more each time.
  double shortened(Refusal why, double share, double measure) {
    const bool again = why == last_ && (why == Refusal::newton || measure > flat * measure_);
    power_ = any_ && again ? 2.0 * power_ : 1.0;
    any_ = true;
    last_ = why;
    measure_ = measure;
    hard_ = hard_ || why == Refusal::newton || why == Refusal::collapse;
    return std::max(std::pow(share, power_), std::min(share, least_share));
  }
  /// Whether one says that the next step shall not be longer: what ends a step at an event does not.
  bool hard() const { return hard_; }

 private:
  bool any_ = false, hard_ = false;
  Refusal last_ = Refusal::error;
  double measure_ = 0.0, power_ = 1.0;
};

class Implicit final : public Integrator {
 public:
  explicit Implicit(Timers& timers, double newton_tolerance = unset)
      : timers_(timers), newton_tolerance_(newton_tolerance) {}
  const Forces& forces_on(const Model& model, const State& state, std::span<const Slot> nodes) override;
  const StepRecord& advance(const Model& model, State& state, double to_event) override;
  void evaluate(const Model& model, const State& state, Positions& force, Positions& velocity) override;

 private:
  void start(const Model& model, State& state);
  bool attempt(const Model& model, State& state, double dt);
  bool solve_stages(ImplicitStage& stage, const Model& model, const State& state, double dt);
  bool solve(ImplicitStage& stage, StagePoint& point, const Model& model, const Network& network, double share);
  bool passes_early(const Model& model, const Network& network, const Positions& x, double share);
  void refuse_too_far();
  bool judge(const Model& model, const State& state);
  double stride(const Model& model, const Network& network, const Positions& x) const;
  double filtered_error(const ImplicitStage& stage, double stage_dt, double tolerance);
  void accept(const Model& model, State& state, double dt);
  void book_work(State& state, double dt) const;

  Timers& timers_;
  double newton_tolerance_;  ///< [nm]; unset: newton_share of the tolerance
  ForceEvaluator evaluator_{&timers_};
  LocalForces local_;  ///< its pairs, the screws and the tangents of smooth nodes: of the step's start, and held
  FarForces far_start_;
  FarChange far_change_;
  ScrewSet screws_;
  std::vector<Vector3> mesh_, turned_;
  StagePoint start_, middle_, end_;
  Positions slope_middle_, slope_end_;
  StageSolver solver_;
  StartJacobian start_jacobian_;
  int iterations_ = 0;                ///< of the last attempt, the harder of its stages
  std::uint64_t evaluations_ = 0;     ///< of all forces, of the last attempt
  Refusal refusal_ = Refusal::error;  ///< why the last attempt was not taken
  double error_ = 0.0;                ///< of the last attempt [nm]
  double stride_ = 0.0;               ///< how far it goes, over what is meant
  double shorter_ = 1.0;              ///< what a refused attempt asks for, times its step
  bool refused_ = false;              ///< an attempt at this step was refused
  bool may_lengthen_ = false;         ///< the attempt is given up where it is foretold to go less far than it may
  bool lengthen_ = false;             ///< it was: `shorter_` is more than one
  bool retry_ = false;                ///< an attempt at this step was refused for its error
  Slot worst_ = no_slot;
  StepRecord record_;
};

const Forces& Implicit::forces_on(const Model& model, const State& state, std::span<const Slot> nodes) {
  const auto scope = timers_.measure("forces");
  return evaluator_.forces_on(model, state.network, state.load.stress, nodes);
}

void Implicit::evaluate(const Model& model, const State& state, Positions& force, Positions& velocity) {
  const Forces& forces = evaluator_.evaluate(model, state.network, state.load.stress);
  NodalMotion motion;
  nodal_velocities(model, state.network, forces, motion);
  velocity = motion.velocity;
  force.assign(state.network.nodes().size(), Vector3::Zero());
  for (std::size_t n = 0; n < force.size(); ++n)
    if (state.network.nodes()[n].alive) force[n] = nodal_force(state.network, forces, static_cast<Slot>(n));
}

/// Forces and velocities where the step begins; its screws and corners hold until its end.
void Implicit::start(const Model& model, State& state) {
  screws_ = screw_set(state.network);
  start_jacobian_.known = false;
  start_.stress = state.load.stress;
  start_.x.resize(state.network.nodes().size());
  for (std::size_t n = 0; n < start_.x.size(); ++n) start_.x[n] = state.network.nodes()[n].x;
  {
    const auto scope = timers_.measure("forces");
    ++state.steps.evaluations;
    start_.forces = evaluator_.begin_step(model, state.network, state.load.stress, state.kept_image);
    const bool few = state.network.segments().size() <= few_segments;
    const double reach = local_reach * model.numerics.segment_max;
    local_.list(model, state.network, {few ? std::numeric_limits<double>::infinity() : reach, reach});
    std::vector<EndForces> local;
    local_.evaluate(model, state.network, local);
    far_start_ = far_part(model, state.network, state.load.stress, start_.forces, local);
    FarForces beside_image = far_start_;
    if (!model.image->is_none()) add(beside_image, evaluator_.image_part(), -1.0);
    far_change_.begin(model, state.network, local_, std::move(beside_image));
  }
  smooth_tangents(model, state.network, start_.forces, screws_.lines, mesh_);
  const auto scope = timers_.measure("mobility");
  nodal_velocities(model, state.network, start_.forces, screws_, mesh_, start_.motion);
}

const StepRecord& Implicit::advance(const Model& model, State& state, double to_event) {
  start(model, state);
  const HeldImage held(*model.image);
  const double tolerance = model.numerics.tolerance;
  double dt = std::isnan(state.dt_next) ? first_time_step(model, state.network, start_.motion.velocity) : state.dt_next;
  dt = std::min(dt, model.numerics.time_step_max);
  const double longest =
      std::isnan(state.dt_longest) ? dt : std::min({state.dt_longest, to_event, model.numerics.time_step_max});
  retry_ = false;
  Refusals refusals;
  int lengthened = 0;
  for (refused_ = false;;) {
    const double trial = step_before_event(dt, to_event);
    may_lengthen_ = !refused_ && lengthened < most_lengthened && trial == dt && dt < shortest_foretold * longest;
    if (attempt(model, state, trial)) {
      const double part = part_to_end(model, state, trial, load_swept(model, state.network, end_.x));
      if (part < 1.0 && part * trial > model.numerics.time_step_min) {
        dt = part * trial;
        state.steps.count(Refusal::past_stage);
        continue;
      }
      const bool hard_going = iterations_ > many_iterations || evaluations_ > many_evaluations;
      const double growth = hard_going ? little_growth : refusals.hard() ? 2.0 : most_growth;
      const double by_error = 0.85 * std::cbrt(tolerance / std::max(error_, 1e-300));
      const double proposal = trial * std::clamp(std::min(by_error, aim / std::max(stride_, 1e-300)), 0.3,
                                                 refusals.hard() ? std::min(growth, 1.0) : growth);
      state.dt_next = trial < dt ? std::max(std::min(dt, most_growth * proposal), proposal) : proposal;
      state.dt_longest = std::max(state.dt_next, trial * std::clamp(by_error, 0.3, growth));
      accept(model, state, trial);
      return record_;
    }
    if (lengthen_) {
      dt = std::min(trial * shorter_, longest);
      ++lengthened;
      continue;
    }
    refused_ = true;
    state.steps.count(refusal_);
    retry_ = retry_ || refusal_ == Refusal::error;
    dt = trial * refusals.shortened(refusal_, shorter_, refusal_ == Refusal::error ? error_ : stride_);
    if (dt < model.numerics.time_step_min)
      throw RunFailure("node " + std::to_string(worst_ == no_slot ? 0 : state.network.node(worst_).id) +
                       ": the time step fell below " + to_text(model.numerics.time_step_min) +
                       " ns: " + refusal_texts[static_cast<std::size_t>(refusal_)]);
  }
}

/// share: of the step that is over at the stage's end.
bool Implicit::solve(ImplicitStage& stage, StagePoint& point, const Model& model, const Network& network,
                     double share) {
  const auto scope = timers_.measure("newton");
  const Numerics& numerics = model.numerics;
  const double tolerance = std::isnan(newton_tolerance_) ? newton_share * numerics.tolerance : newton_tolerance_;
  const bool first = share < 1.0;
  const auto too_far = [&](const Positions& x, bool roughly) {
    stride_ = stride(model, network, x) / share;
    const double margin = roughly ? roughly_foretold : 1.0;
    if (roughly && (!first || refused_)) return false;
    lengthen_ = may_lengthen_ && first && stride_ * margin < shortest_foretold;
    if (lengthen_ || stride_ > margin * (first ? longest_foretold : hopeless_stride)) return true;
    return !roughly && passes_early(model, network, x, share);
  };
  const double settled = model.image->is_none() ? settled_share * tolerance : tolerance;
  const NewtonOutcome outcome = solve_stage(
      stage, solver_, point, {tolerance, numerics.segment_max, 1e-6 * numerics.core_radius, settled, too_far});
  if (outcome.too_far && refusal_ == Refusal::newton) refuse_too_far();
  if (lengthen_) shorter_ = std::min(aim / std::max(stride_, 1e-300), most_lengthened_by);
  iterations_ = std::max(iterations_, outcome.iterations);
  if (outcome.worst != no_slot) worst_ = outcome.worst;
  return outcome.converged;
}

/// Both stages and their error. On refusal `shorter_` says by how much to shorten the step.
bool Implicit::attempt(const Model& model, State& state, double dt) {
  ImplicitStage stage(model, state, evaluator_, local_, &far_change_, screws_, mesh_, start_.motion.stopped,
                      start_jacobian_, timers_);
  iterations_ = 0;
  lengthen_ = false;
  error_ = std::numeric_limits<double>::infinity();
  shorter_ = 0.3;
  refusal_ = Refusal::newton;
  solver_.forget();
  const bool good = solve_stages(stage, model, state, dt) && judge(model, state);
  evaluations_ = stage.evaluations + stage.followed;
  state.steps.evaluations += stage.evaluations;
  state.steps.followed += stage.followed;
  state.steps.local_evaluations += stage.local_evaluations;
  state.steps.jacobians += stage.jacobians;
  return good;
}

/// The second stage begins at the speed of the first, with the far forces and the LU that the first leaves.
bool Implicit::solve_stages(ImplicitStage& stage, const Model& model, const State& state, double dt) {
  const double h = gamma_ * dt;
  stage.begin(start_.x, h, h);
  stage.hold_far(far_start_);
  stage.evaluate_local(start_.x, middle_);
  if (!solve(stage, middle_, model, state.network, gamma_)) return false;
  stride_ = stride(model, state.network, middle_.x) / gamma_;
  if (stride_ > much_too_far) {
    refuse_too_far();
    return false;
  }
  slope_middle_ = stage.velocity(middle_.x);
  Positions base(start_.x.size()), guess(start_.x.size());
  turned_tangents(state.network, mesh_, middle_.x, 0.5 / (gamma_ * gamma_), turned_);
  for (std::size_t n = 0; n < base.size(); ++n) {
    base[n] = start_.x[n] + ((1.0 - gamma_) / gamma_) * (middle_.x[n] - start_.x[n]);
    const Vector3 across = slope_middle_[n] - turned_[n] * turned_[n].dot(slope_middle_[n]);
    guess[n] = allowed_position(model, state.network, static_cast<Slot>(n), base[n] + h * across);
  }
  stage.begin(base, h, dt);
  stage.turn_tangents(turned_);
  stage.hold_far(extrapolated(far_start_, stage.far(), 1.0 / gamma_));
  if (stage.collapses(guess, 1e-6 * model.numerics.core_radius)) guess = middle_.x;
  stage.evaluate_local(guess, end_);
  if (!solve(stage, end_, model, state.network, 1.0)) return false;
  slope_end_ = stage.velocity(end_.x);
  error_ = filtered_error(stage, h, model.numerics.tolerance);
  stride_ = stride(model, state.network, end_.x);
  return true;
}

/// How far the nodes have gone at x, over what is meant.
double Implicit::stride(const Model& model, const Network& network, const Positions& x) const {
  double way = 0.0, held = 0.0;
  for (std::size_t n = 0; n < x.size(); ++n) way = std::max(way, (x[n] - start_.x[n]).norm());
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (!segment.alive) continue;
    const auto a = static_cast<std::size_t>(segment.a), b = static_cast<std::size_t>(segment.b);
    const Vector3 of_a = x[a] - start_.x[a], of_b = x[b] - start_.x[b];
    held = std::max(held, (of_b - of_a).norm());
    if (screws_.lines.near[s]) held = std::max({held, of_a.norm(), of_b.norm()});
  }
  return std::max(way / longest_way, held / longest_stride) / model.numerics.segment_max;
}

/// The error of third order, with what is stiff taken out of it by the same matrix as the stages (Hosea and Shampine,
/// Appl. Numer. Math. 20 (1996) 21). What has relaxed within a step leaves a quarter of its way in that, however short
/// the step; so at a second attempt it is taken out twice (Hairer and Wanner, Solving Ordinary Differential Equations
/// II, Springer 1996, IV.8).
double Implicit::filtered_error(const ImplicitStage& stage, double stage_dt, double tolerance) {
  Positions defect(start_.x.size());
  for (std::size_t n = 0; n < defect.size(); ++n)
    defect[n] =
        (error_start * start_.motion.velocity[n] + error_middle * slope_middle_[n] + error_end * slope_end_[n]) /
        gamma_;
  if (solver_.unknowns() != end_.unknowns) return std::numeric_limits<double>::infinity();
  Unknowns error = solver_.solve(stage.weighted(end_, defect));
  if (retry_ && stage.largest(end_, error) > tolerance) error = solver_.solve(stage.dragged(end_, error) / stage_dt);
  return stage.largest(end_, error, &worst_);
}

/// Whether lines that come to x in that share of a step, with the far forces held, pass what ends it well before. Of
/// the near-screw set a first attempt asks what a first stage foretells of the step's end; of surfaces and meetings it
/// asks only where the stage comes to: a node that relaxes within it goes no farther.
bool Implicit::passes_early(const Model& model, const Network& network, const Positions& x, double share) {
  const auto passes = [&](Refusal why, double part) {
    if (part >= passed_early) return false;
    refusal_ = why;
    shorter_ = std::max(part, 0.1);
    return true;
  };
  const auto of_step = [&](double part) { return part < 1.0 ? part * share : 1.0; };
  if (passes(Refusal::past_topology, of_step(part_before_topology(model, network, x)))) return true;
  if (refused_ || share == 1.0) return passes(Refusal::screw_set, of_step(screw_set_holds_until(network, screws_, x)));
  Positions end = start_.x;
  for (std::size_t n = 0; n < end.size(); ++n) end[n] += (x[n] - end[n]) / share;
  return passes(Refusal::screw_set, screw_set_holds_until(network, screws_, end));
}

void Implicit::refuse_too_far() {
  refusal_ = Refusal::too_far;
  shorter_ = std::clamp(aim / stride_, 0.1, aim / longest_foretold);
}

bool Implicit::judge(const Model& model, const State& state) {
  const Numerics& numerics = model.numerics;
  const auto refused = [&](Refusal why, double shorter) {
    refusal_ = why;
    shorter_ = shorter;
    return false;
  };
  if (!(error_ <= numerics.tolerance))
    return refused(Refusal::error, std::clamp(0.85 * std::cbrt(numerics.tolerance / error_), 0.1, 0.7));
  if (stride_ > much_too_far) return refused(Refusal::too_far, std::clamp(0.8 / stride_, 0.1, 0.8));
  if (lines_collapse(state.network, end_.x, 1e-6 * numerics.core_radius)) return refused(Refusal::collapse, 0.3);
  if (jumps_over_screw(model, state.network, start_.forces, end_.x)) return refused(Refusal::screw_missed, 0.3);
  const double fraction = screw_set_holds_until(state.network, screws_, end_.x);
  if (fraction < 1.0) return refused(Refusal::screw_set, std::clamp(fraction, 0.1, 0.7));
  const double part = part_before_topology(model, state.network, end_.x);
  if (part < 1.0) return refused(Refusal::past_topology, std::clamp(part, 0.1, 0.95));
  return true;
}

void Implicit::accept(const Model& model, State& state, double dt) {
  record_.dt = dt;
  record_.x_before = start_.x;
  record_.forces = &end_.forces;
  const double before = load_swept(model, state.ledger);
  book_work(state, dt);
  Edit(state.network, &state.ledger).move_all(end_.x);
  book_surface_motion(model, state, record_.x_before);
  follow_load(model, state, dt, before);
  state.law_warnings.add(start_.motion.warnings);
  state.load.time.add(dt);
  state.load.stage_time.add(dt);
  state.dt = dt;
  state.steps.make(dt);
}

/// Work of the forces on the way made, trapezoidal between start and end; dissipation w.F in the stages, which
/// is w.B w where they balance: in that form the rest of an iteration, 1e-2 nm, would count with the drag of a screw at
/// rest.
void Implicit::book_work(State& state, double dt) const {
  const Network& network = state.network;
  const auto way = [&](Slot n) {
    return Vector3(end_.x[static_cast<std::size_t>(n)] - start_.x[static_cast<std::size_t>(n)]);
  };
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (!segment.alive || segment.sessile) continue;
    const Vector3 da = way(segment.a), db = way(segment.b);
    const auto work = [&](const EndForces& f0, const EndForces& f1) {
      return 0.5 * ((f0[0] + f1[0]).dot(da) + (f0[1] + f1[1]).dot(db));
    };
    state.ledger.work_applied.add(work(start_.forces.applied[s], end_.forces.applied[s]));
    state.ledger.work_internal.add(work(start_.forces.internal[s], end_.forces.internal[s]));
  }
  Compensated dissipation;
  for (std::size_t n = 0; n < end_.x.size(); ++n) {
    if (!network.nodes()[n].alive || end_.first[n] < 0) continue;
    const Slot slot = static_cast<Slot>(n);
    dissipation.add((1.0 - gamma_) *
                        middle_.free_part(n, slope_middle_[n]).dot(nodal_force(network, middle_.forces, slot)) +
                    gamma_ * end_.free_part(n, slope_end_[n]).dot(nodal_force(network, end_.forces, slot)));
  }
  state.ledger.dissipated.add(dt * dissipation.total());
}

}  // namespace

std::unique_ptr<Integrator> make_implicit(Timers& timers) {
  return std::make_unique<Implicit>(timers);
}

std::unique_ptr<Integrator> make_implicit_solved_to(Timers& timers, double newton_tolerance) {
  return std::make_unique<Implicit>(timers, newton_tolerance);
}

}  // namespace pillardd
