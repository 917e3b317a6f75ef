#pragma once
#include <functional>

#include "ddd/dynamics/stage_solver.hpp"

namespace pillardd {

/// What ends a Newton iteration.
struct NewtonLimits {
  double tolerance = 0.0;  ///< how near the solution is come to, as ImplicitStage::moves_lines has it [nm]
  double longest = 0.0;    ///< no node goes farther in one iteration [nm]
  double shortest = 0.0;   ///< no arm becomes shorter [nm]
  double settled = 0.0;    ///< how near the solution for held far forces is come to before these are first followed [nm]
  /// Whether nodes at these places have gone farther, or less far, than a step shall. Asked before all forces are taken
  /// for the first time, and, `roughly`, where the first correction leads to; empty: never.
  std::function<bool(const Positions&, bool roughly)> too_far;
};

struct NewtonOutcome {
  bool converged = false, too_far = false;
  int iterations = 0;  ///< evaluations of the local forces
  int factorizations = 0;
  Slot worst = no_slot;  ///< the node that is farthest from its place
};

/// Newton from `point`, evaluated with the far forces that the stage holds, to the solution of the stage with all
/// forces at their place: `point` ends there, its forces and drags those of an iterate less than the tolerance from it.
/// The LU is kept, also the one that `solver` brings, as long as corrections shrink (docs/theory/time-implicit.md).
NewtonOutcome solve_stage(ImplicitStage& stage, StageSolver& solver, StagePoint& point, const NewtonLimits& limits);

}  // namespace pillardd
