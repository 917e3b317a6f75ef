#include "ddd/dynamics/newton.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pillardd {

namespace {

constexpr int most_iterations = 20, most_factorizations = 6, most_rounds = 8;
constexpr double least_damping = 1.0 / 8.0;

/// An LU is kept while each correction by it is shorter than the one before by this factor.
constexpr double kept_contraction = 0.5;

/// A correction so many times as long as what a node may go in one is no way to a solution: a matrix near singular,
/// where lines run away.
constexpr double hopeless = 4.0;

/// What the first correction for the far forces is taken to leave of itself: they change little on its way.
constexpr double far_contraction = 0.3;

/// A round with what those before were seen to do that leaves more than this of what there was: there is more to learn.
constexpr double slow = 0.5;

/// A round that leaves so many times what there was before went a wrong way, if it knew of more than its LU.
constexpr double lost = 2.0;

/// A round may leave more than all before, before secants are known. Beyond so many times the least, what the next one
/// makes of it says nothing of how fast rounds converge.
constexpr double astray = 10.0;

/// Ways along which far forces are learnt at a time.
constexpr int most_learnt = 3;

/// Rounds whose effect is remembered.
constexpr std::size_t most_secants = 5;

class Newton {
 public:
  Newton(ImplicitStage& stage, StageSolver& solver, StagePoint& point, const NewtonLimits& limits)
      : stage_(stage), solver_(solver), point_(point), limits_(limits) {}

  NewtonOutcome run() {
    const Positions start = point_.x;
    if (begin()) {
      if (too_far(true)) return out_;
      if (settle(limits_.settled) && (too_far(false) || (renew(change_) && balance()))) return out_;
    }
    learnt_ = true;
    if (learn_far(start) && settle(limits_.tolerance) && renew(change_)) balance();
    return out_;
  }

 private:
  bool begin() {
    if (!solver_.answers_for(point_)) return factor_here();
    change_ = solver_.solve(point_.residual);
    return true;
  }

  /// Of where the correction leads to.
  bool too_far(bool roughly) {
    return out_.too_far = limits_.too_far && limits_.too_far(stage_.moved(point_, change_), roughly);
  }

  /// To where all forces balance.
  bool balance() {
    double before = 0.0, least = std::numeric_limits<double>::infinity();
    for (int round = 0; round < most_rounds; ++round) {
      const double left = size();
      const double contraction = round == 0 ? far_contraction : std::min(left / std::min(before, astray * least), 0.9);
      if (left * contraction <= (1.0 - contraction) * limits_.tolerance) {
        Positions x = stage_.moved(point_, accelerated());
        if (!fits(x)) return false;
        point_.x = std::move(x);
        out_.converged = true;
        return true;
      }
      if (!learnt_ && round > 1 && left > slow * before) return false;
      const bool went_wrong = secants_.size() > 1 && left > lost * before;
      if (!(went_wrong ? settle(limits_.tolerance) && renew(change_) : follow_far_forces())) return false;
      before = left;
      least = std::min(least, left);
    }
    return false;
  }

  /// Back to the start, once: what the ways that the corrections take there do to the far forces is learnt, each of
  /// them what the LU makes of the effect of the one before. Where lines are near their critical shape local forces
  /// alone tell neither how far they go nor which way.
  bool learn_far(const Positions& start) {
    out_.iterations = out_.factorizations = 0;
    secants_.clear();
    stage_.evaluate(start, point_, true);
    if (!factor_here()) return false;
    Unknowns way = change_, effect;
    for (int k = 0; k < most_learnt && way.allFinite() && stage_.learn_far(point_, way, limits_.shortest, effect); ++k)
      way = solver_.solve(effect);
    return factor_here();
  }

  double size() { return stage_.moves_lines(point_, change_, &out_.worst); }

  bool fits(const Positions& x) const { return !stage_.collapses(x, limits_.shortest); }

  bool factor_here() {
    if (++out_.factorizations > most_factorizations) return false;
    stage_.jacobian(point_, solver_.room());
    if (!solver_.factor(solver_.room(), point_.unknowns)) return false;
    change_ = solver_.solve(point_.residual);
    fresh_ = true;
    return change_.allFinite();
  }

  /// To within that of the solution with the far forces held; the last correction is left to be made.
  bool settle(double within) {
    for (;;) {
      if (size() <= within) {
        if (fresh_ || solver_.answers_for(point_)) return true;
      } else if (correct()) {
        continue;
      } else if (fresh_) {
        return false;
      }
      if (!factor_here()) return false;
    }
  }

  /// A correction is made and everything is taken anew there.
  bool renew(const Unknowns& made) {
    const Positions x = stage_.moved(point_, made);
    if (!fits(x)) return false;
    stage_.evaluate(x, point_);
    if (point_.unknowns != solver_.unknowns()) return false;
    secants_.clear();
    return correction_here();
  }

  bool correction_here() {
    fresh_ = false;
    if (!solver_.answers_for(point_)) return factor_here();
    change_ = solver_.solve(point_.residual);
    return change_.allFinite();
  }

  /// A correction with all forces at their place, that by the LU with what the last ones were seen to do to the
  /// residual in it; where they were taken only once it is that by the LU.
  bool follow_far_forces() {
    Unknowns step = accelerated();
    const double farthest = stage_.largest(point_, step);
    if (farthest > limits_.longest) step *= limits_.longest / farthest;
    const Positions x = stage_.moved(point_, step);
    if (!fits(x)) return false;
    const Unknowns residual = point_.residual;
    stage_.evaluate(x, point_);
    if (point_.unknowns != solver_.unknowns()) return false;
    if (secants_.size() == most_secants) secants_.erase(secants_.begin());
    secants_.push_back({step, point_.residual - residual});
    return correction_here();
  }

  /// With steps S and what the LU makes of their effect on the residual Y, the correction c is
  ///   c - (S + Y) q,  q that of least |c - Y q|      Anderson, J. ACM 12 (1965) 547
  Unknowns accelerated() const {
    if (secants_.empty()) return change_;
    const auto count = static_cast<Eigen::Index>(secants_.size());
    Eigen::MatrixXd made(change_.size(), count), seen(change_.size(), count);
    for (Eigen::Index k = 0; k < count; ++k) {
      made.col(k) = secants_[static_cast<std::size_t>(k)].step;
      seen.col(k) = solver_.solve(secants_[static_cast<std::size_t>(k)].by_residual);
    }
    const Unknowns share = seen.colPivHouseholderQr().solve(change_);
    return change_ - (made + seen) * share;
  }

  /// One correction, damped where it has to be. With an LU that is not of this point only a whole one that leaves
  /// little is taken.
  bool correct() {
    const double length = size(), farthest = stage_.largest(point_, change_);
    if (fresh_ && farthest > hopeless * limits_.longest) return false;
    const double whole = std::min(1.0, limits_.longest / farthest);
    for (double damping = whole; damping >= least_damping * whole; damping *= 0.5) {
      if (++out_.iterations > most_iterations) return false;
      const Unknowns part = damping * change_;
      const Positions x = stage_.moved(point_, part);
      if (!fits(x)) continue;
      stage_.evaluate_local(x, trial_);
      if (trial_.unknowns != point_.unknowns) return false;
      const Unknowns next = solver_.solve(trial_.residual);
      const double left = stage_.moves_lines(trial_, next);
      const bool shrinks = left <= std::max(limits_.tolerance, kept_contraction * length);
      if (!shrinks && !fresh_) return false;
      if (!(shrinks || left <= (1.0 - 0.5 * damping) * length)) continue;
      std::swap(point_, trial_);
      change_ = next;
      fresh_ = false;
      return shrinks || factor_here();
    }
    return false;
  }

  ImplicitStage& stage_;
  StageSolver& solver_;
  StagePoint& point_;
  const NewtonLimits& limits_;
  StagePoint trial_;
  Unknowns change_;     ///< the correction that the LU asks for at the point
  bool fresh_ = false;  ///< the LU is that of the point
  bool learnt_ = false;
  /// A step and what it did to the residual.
  struct Secant {
    Unknowns step, by_residual;
  };
  std::vector<Secant> secants_;  ///< of one row of steps, all forces at their place
  NewtonOutcome out_;
};

}  // namespace

NewtonOutcome solve_stage(ImplicitStage& stage, StageSolver& solver, StagePoint& point, const NewtonLimits& limits) {
  return Newton(stage, solver, point, limits).run();
}

}  // namespace pillardd
