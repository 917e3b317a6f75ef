#pragma once
#include <memory>

#include "ddd/dynamics/implicit_stage.hpp"

namespace pillardd {

/// LU of a stage's Jacobian with the load's border (Sherman and Morrison).
class StageSolver {
 public:
  StageSolver();
  StageSolver(const StageSolver&) = delete;
  StageSolver& operator=(const StageSolver&) = delete;
  ~StageSolver();

  /// False when the matrix is singular.
  bool factor(const StageJacobian& jacobian, int unknowns);
  int unknowns() const;
  /// The change of the unknowns that a residual asks for.
  Unknowns solve(const Unknowns& residual) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

struct NewtonOutcome {
  bool converged = false;
  int iterations = 0;
  Slot worst = no_slot;  ///< the node that is farthest from its place
};

/// Damped Newton from `point` (evaluated), which ends at the stage's solution: forces and drags are those of the last
/// iterate, less than `tolerance` [nm] from it. An iterate is taken when the next correction, by the same LU, is
/// smaller (Deuflhard's natural monotonicity); else the step is halved. `longest`: no node goes farther in one
/// iteration [nm].
NewtonOutcome solve_stage(ImplicitStage& stage, StageSolver& solver, StagePoint& point, double tolerance,
                          double longest);

}  // namespace pillardd
