#include "ddd/dynamics/stage_solver.hpp"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

/// Of the drag at a matrix' own point: lower ones elsewhere are not its to answer for.
constexpr double least_drag_share = 0.4;

using Sparse = Eigen::SparseMatrix<double, Eigen::ColMajor, int>;

}  // namespace

struct StageSolver::Parts {
  Sparse matrix;
  Eigen::SparseLU<Sparse, Eigen::COLAMDOrdering<int>> lu;
  Unknowns row_scale;  ///< rows hold drags that differ by ten orders and more
  Unknowns by_strain, border, drag;
  double weight = 0.0;  ///< of the border: slope/(1 - slope by_strain.border)
  int unknowns = -1;
  int analysed = -1;    ///< unknowns of the pattern that is known
};

StageSolver::StageSolver() : parts_(std::make_unique<Parts>()) {}
StageSolver::~StageSolver() = default;

void StageSolver::forget() {
  parts_->unknowns = parts_->analysed = -1;
}

int StageSolver::unknowns() const {
  return parts_->unknowns;
}

bool StageSolver::answers_for(const StagePoint& point) const {
  if (parts_->unknowns != point.unknowns) return false;
  for (int i = 0; i < point.unknowns; ++i)
    if (point.drag[i] < least_drag_share * parts_->drag[i]) return false;
  return true;
}

bool StageSolver::factor(const StageJacobian& jacobian, int unknowns) {
  Parts& p = *parts_;
  p.unknowns = -1;
  if (unknowns == 0) {
    p.unknowns = 0;
    return true;
  }
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
  if (p.analysed != unknowns) p.lu.analyzePattern(p.matrix);
  p.analysed = unknowns;
  p.lu.factorize(p.matrix);
  if (p.lu.info() != Eigen::Success) return false;
  p.by_strain = jacobian.by_strain;
  p.drag = jacobian.drag;
  p.border = p.lu.solve(p.row_scale.cwiseProduct(jacobian.by_stress));
  p.weight = jacobian.slope / (1.0 - jacobian.slope * p.by_strain.dot(p.border));
  if (!std::isfinite(p.weight)) return false;
  p.unknowns = unknowns;
  return true;
}

Unknowns StageSolver::solve(const Unknowns& residual) const {
  const Parts& p = *parts_;
  if (p.unknowns == 0) return residual;
  Unknowns out = p.lu.solve(p.row_scale.cwiseProduct(residual));
  out += p.border * (p.weight * p.by_strain.dot(out));
  return out;
}

}  // namespace pillardd
