#include "ddd/dynamics/stage_solver.hpp"

#include <Eigen/LU>
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
  Unknowns drag;
  Eigen::MatrixXd border;  ///< A^-1 W of what is taken from A: W V^T, the load's part and the far forces learnt
  Eigen::MatrixXd rows;    ///< V^T
  Eigen::MatrixXd weight;  ///< (1 - V^T A^-1 W)^-1
  int unknowns = -1;
  int analysed = -1;  ///< unknowns of the pattern that is known
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
  p.matrix.resize(unknowns, unknowns);
  p.matrix.setFromTriplets(jacobian.entries.begin(), jacobian.entries.end());
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
  p.drag = jacobian.drag;
  const auto rank = static_cast<Eigen::Index>(1 + jacobian.far_way.size());
  p.border.resize(unknowns, rank);
  p.rows.resize(rank, unknowns);
  const auto add = [&](Eigen::Index k, const Unknowns& column, const Unknowns& row) {
    p.border.col(k) = p.lu.solve(p.row_scale.cwiseProduct(column));
    p.rows.row(k) = row.transpose();
  };
  add(0, jacobian.slope * jacobian.by_stress, jacobian.by_strain);
  for (Eigen::Index k = 1; k < rank; ++k)
    add(k, jacobian.far_change[static_cast<std::size_t>(k - 1)], jacobian.far_way[static_cast<std::size_t>(k - 1)]);
  p.weight = (Eigen::MatrixXd::Identity(rank, rank) - p.rows * p.border).inverse();
  if (!p.weight.allFinite()) return false;
  p.unknowns = unknowns;
  return true;
}

Unknowns StageSolver::solve(const Unknowns& residual) const {
  const Parts& p = *parts_;
  if (p.unknowns == 0) return residual;
  Unknowns out = p.lu.solve(p.row_scale.cwiseProduct(residual));
  out += p.border * (p.weight * (p.rows * out));
  return out;
}

}  // namespace pillardd
