#include "ddd/dynamics/drag_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pillardd {

namespace {

/// Largest ratio of drags that sums of matrices hold: with rounding of 1e-16, to 1e-7 of the least.
constexpr double steepest_matrix = 1e9;

/// Part of the trace below which a principal drag is taken from dv/df: above, the matrix has it to 1e-8.
constexpr double least_resolved = 1e-8;

double along_line(const ArmResponse& response, const ArmState& arm) {
  return 1.0 / arm.tangent.dot(response.velocity_by_force * arm.tangent);
}

/// R of the rows and the order of its columns, rows sorted by falling size.
class GradedQr {
 public:
  GradedQr(DragRows& rows, int rank) : a_(rows), rank_(rank) {
    std::stable_sort(a_.begin(), a_.end(), [](const Vector3& x, const Vector3& y) {
      return x.cwiseAbs().maxCoeff() > y.cwiseAbs().maxCoeff();
    });
    for (int c = 0; c < rank_; ++c) eliminate(c);
  }

  /// y of R^T R y = g.
  Vector3 solve(const Vector3& g) const {
    Vector3 z = Vector3::Zero(), y = Vector3::Zero();
    for (int i = 0; i < rank_; ++i) {
      z[i] = g[order_[i]];
      for (int k = 0; k < i; ++k) z[i] -= r(k, i) * z[k];
      z[i] /= r(i, i);
    }
    for (int i = rank_ - 1; i >= 0; --i) {
      for (int k = i + 1; k < rank_; ++k) z[i] -= r(i, k) * y[order_[k]];
      y[order_[i]] = z[i] / r(i, i);
    }
    return y;
  }

 private:
  /// Entry of R.
  double r(int row, int column) const { return a_[static_cast<std::size_t>(row)][order_[column]]; }

  /// Sum over the rows from `from` on of the products of two columns.
  double product(int from, int one, int two) const {
    double sum = 0.0;
    for (std::size_t k = static_cast<std::size_t>(from); k < a_.size(); ++k) sum += a_[k][one] * a_[k][two];
    return sum;
  }

  /// Puts the longest column next and reflects it onto row c.
  void eliminate(int c) {
    for (int k = c + 1; k < rank_; ++k)
      if (product(c, order_[k], order_[k]) > product(c, order_[c], order_[c])) std::swap(order_[c], order_[k]);
    const int column = order_[c];
    const auto top = static_cast<std::size_t>(c);
    const double length = std::sqrt(product(c, column, column)), head = a_[top][column];
    const double to = head > 0.0 ? -length : length;
    const double scale = to * (to - head);  // half of v.v, v = column - to e_c
    a_[top][column] = head - to;
    for (int k = c + 1; k < rank_; ++k) {
      const double share = product(c, column, order_[k]) / scale;
      for (std::size_t i = top; i < a_.size(); ++i) a_[i][order_[k]] -= share * a_[i][column];
    }
    a_[top][column] = to;
  }

  DragRows& a_;
  int rank_;
  std::array<int, 3> order_{0, 1, 2};
};

}  // namespace

bool is_steep(const ArmResponse& response, const ArmState& arm) {
  return response.drag.trace() > steepest_matrix * along_line(response, arm);
}

void append_rows(const ArmResponse& response, const ArmState& arm, double weight, DragRows& rows) {
  const Vector3& t = arm.tangent;
  const Vector3 across = arm.normal.cross(t);
  const Vector3 m = across.isZero(0.0) ? Vector3(t.unitOrthogonal()) : Vector3(across.normalized()), n = t.cross(m);
  const auto append = [&](const Vector3& d) {
    const double stated = d.dot(response.drag * d);
    const bool resolved = stated > least_resolved * response.drag.trace();
    const double value = resolved ? stated : 1.0 / d.dot(response.velocity_by_force * d);
    rows.push_back(std::sqrt(weight * value) * d);
  };
  append(m);
  append(n);
  rows.push_back(std::sqrt(weight * along_line(response, arm)) * t);
}

Vector3 solve_velocity(const Freedom& freedom, DragRows rows, const Vector3& force) {
  if (freedom.rank == 0) return Vector3::Zero();
  for (Vector3& row : rows) row = freedom.basis.transpose() * row;
  const GradedQr qr(rows, freedom.rank);
  Vector3 g = freedom.basis.transpose() * force;
  const Vector3 y = qr.solve(g);
  Vector3 out = Vector3::Zero();
  for (int i = 0; i < freedom.rank; ++i) out += y[i] * freedom.basis.col(i);
  return out;
}

}  // namespace pillardd
