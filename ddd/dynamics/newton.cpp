#include "ddd/dynamics/newton.hpp"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

constexpr int most_iterations = 15;
constexpr double least_damping = 1.0 / 8.0;

using Sparse = Eigen::SparseMatrix<double, Eigen::ColMajor, int>;

}  // namespace

struct StageSolver::Parts {
  Sparse matrix;
  Eigen::SparseLU<Sparse, Eigen::COLAMDOrdering<int>> lu;
  Unknowns row_scale;  ///< rows hold drags that differ by ten orders and more
  Unknowns by_strain, border;
  double weight = 0.0;  ///< of the border: slope/(1 - slope by_strain.border)
  int unknowns = 0;
};

StageSolver::StageSolver() : parts_(std::make_unique<Parts>()) {}
StageSolver::~StageSolver() = default;

int StageSolver::unknowns() const {
  return parts_->unknowns;
}

bool StageSolver::factor(const StageJacobian& jacobian, int unknowns) {
  Parts& p = *parts_;
  p.unknowns = unknowns;
  if (unknowns == 0) return true;
  std::vector<Eigen::Triplet<double>> triplets;
  triplets.reserve(jacobian.entries.size());
  for (const StageJacobian::Entry& e : jacobian.entries) triplets.emplace_back(e.row, e.column, e.value);
  p.matrix.resize(unknowns, unknowns);
  p.matrix.setFromTriplets(triplets.begin(), triplets.end());
  p.row_scale = Unknowns::Zero(unknowns);
  for (int c = 0; c < unknowns; ++c)
    for (Sparse::InnerIterator it(p.matrix, c); it; ++it)
      p.row_scale[it.row()] = std::max(p.row_scale[it.row()], std::abs(it.value()));
  if (!(p.row_scale.minCoeff() > 0.0) || !p.row_scale.allFinite()) return false;
  p.row_scale = p.row_scale.cwiseInverse();
  p.matrix = p.row_scale.asDiagonal() * p.matrix;
  p.lu.analyzePattern(p.matrix);
  p.lu.factorize(p.matrix);
  if (p.lu.info() != Eigen::Success) return false;
  p.by_strain = jacobian.by_strain;
  p.border = p.lu.solve(p.row_scale.cwiseProduct(jacobian.by_stress));
  p.weight = jacobian.slope / (1.0 - jacobian.slope * p.by_strain.dot(p.border));
  return std::isfinite(p.weight);
}

Unknowns StageSolver::solve(const Unknowns& residual) const {
  const Parts& p = *parts_;
  if (p.unknowns == 0) return residual;
  Unknowns out = p.lu.solve(p.row_scale.cwiseProduct(residual));
  out += p.border * (p.weight * p.by_strain.dot(out));
  return out;
}

namespace {

/// One damped correction: the point moves to where it is taken, `change` becomes the simplified correction from there.
bool take_correction(ImplicitStage& stage, const StageSolver& solver, StagePoint& point, Unknowns& change,
                     double tolerance, double longest) {
  const double size = stage.largest(point, change);
  double damping = std::min(1.0, longest / size);
  StagePoint trial;
  for (; damping >= least_damping * std::min(1.0, longest / size); damping *= 0.5) {
    stage.evaluate(stage.moved(point, damping * change), trial);
    if (trial.unknowns != point.unknowns) return false;
    const Unknowns next = solver.solve(trial.residual);
    const double left = stage.largest(trial, next);
    if (!(left <= std::max(tolerance, (1.0 - 0.5 * damping) * size))) continue;
    std::swap(point, trial);
    change = next;
    return true;
  }
  return false;
}

}  // namespace

NewtonOutcome solve_stage(ImplicitStage& stage, StageSolver& solver, StagePoint& point, double tolerance,
                          double longest) {
  NewtonOutcome out;
  while (out.iterations < most_iterations) {
    ++out.iterations;
    if (!solver.factor(stage.jacobian(point), point.unknowns)) return out;
    Unknowns change = solver.solve(point.residual);
    if (!change.allFinite()) return out;
    stage.largest(point, change, &out.worst);
    if (!take_correction(stage, solver, point, change, tolerance, longest)) return out;
    if (stage.largest(point, change) > tolerance) continue;
    point.x = stage.moved(point, change);
    out.converged = true;
    return out;
  }
  return out;
}

}  // namespace pillardd
