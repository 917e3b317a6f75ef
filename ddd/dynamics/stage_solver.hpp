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

  /// What was factored before is of another step.
  void forget();
  /// Memory for the next matrix.
  StageJacobian& room() { return room_; }
  /// False when the matrix is singular. Between two calls of forget() all matrices of as many unknowns have one pattern.
  bool factor(const StageJacobian& jacobian, int unknowns);
  int unknowns() const;  ///< of the last one factored; -1: none
  /// Whether the matrix factored answers for this point: of as many unknowns, and no drag has fallen far since. A screw's
  /// can by ten orders in one step; the corrections of a matrix that holds the old one are short though all is to be done.
  bool answers_for(const StagePoint& point) const;
  /// The change of the unknowns that a residual asks for.
  Unknowns solve(const Unknowns& residual) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  StageJacobian room_;
};

}  // namespace pillardd
