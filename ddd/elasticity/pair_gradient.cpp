#include <algorithm>
#include <cmath>

#include "ddd/base/cross_matrix.hpp"
#include "ddd/base/simd.hpp"
#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/gradients.hpp"
#include "ddd/elasticity/slope_kernel.hpp"

namespace pillardd {
namespace {

constexpr detail::GaussRule<4> gauss4;
constexpr detail::GaussRule<6> gauss6;
constexpr detail::GaussRule<8> gauss8;
constexpr detail::GaussRule<12> gauss12;

/// The Gauss points of one side's integral over xi in [0, 1], summed in vectors as they fill a buffer.
class SideIntegral {
 public:
  SideIntegral(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic)
      : on_(on), from_(from), elastic_(elastic), line_(on.b - on.a), from_line_(from.b - from.a) {
    panel(0.0, 1.0, 0);
    flush();
  }
  const detail::SlopeSums& sums() const { return sums_; }

 private:
  double square_to_source(const Vector3& x) const {
    const double along = std::clamp((x - from_.a).dot(from_line_) / from_line_.squaredNorm(), 0.0, 1.0);
    return (x - from_.a - along * from_line_).squaredNorm();
  }

  /// Every singularity of g in the complex plane is at q half lengths from the middle of the panel or farther,
  /// q^2 = (d^2 + a^2)/half^2, d the distance to the other segment: n points err as (q + sqrt(q^2 - 1))^(-2n), 1e-10
  /// here and less.
  void panel(double low, double high, int depth) {
    const double middle = 0.5 * (low + high), half = 0.5 * (high - low) * line_.norm();
    const double q =
        std::sqrt(square_to_source(on_.a + middle * line_) + elastic_.core_radius * elastic_.core_radius) / half;
    if (q < 1.5 && depth < 40) {
      panel(low, middle, depth + 1);
      panel(middle, high, depth + 1);
    } else if (q > 9.0) {
      apply(gauss4, low, high);
    } else if (q > 3.5) {
      apply(gauss6, low, high);
    } else if (q > 2.3) {
      apply(gauss8, low, high);
    } else {
      apply(gauss12, low, high);
    }
  }

  template <int N>
  void apply(const detail::GaussRule<N>& rule, double low, double high) {
    if (count_ + N > most) flush();
    for (std::size_t i = 0; i < N; ++i, ++count_) {
      xi_[count_] = 0.5 * (low + high) + 0.5 * (high - low) * rule.node[i];
      weight_[count_] = 0.5 * (high - low) * rule.weight[i];
    }
  }

  void flush() {
    for (; count_ % simd_padding != 0; ++count_) {
      xi_[count_] = 0.5;
      weight_[count_] = 0.0;
    }
    detail::SlopeSums part;
    detail::sum_slopes(on_, from_, elastic_, xi_, weight_, count_, part);
    for (int k = 0; k < 3; ++k)
      for (int i = 0; i < 9; ++i) {
        sums_.by_r[k][i] += part.by_r[k][i];
        if (k < 2) sums_.by_s[k][i] += part.by_s[k][i];
        if (k < 2 && i < 3) sums_.value[k][i] += part.value[k][i];
      }
    count_ = 0;
  }

  static constexpr std::size_t most = 256;
  const StraightSegment &on_, &from_;
  const ElasticConstants& elastic_;
  const Vector3 line_, from_line_;
  std::size_t count_ = 0;
  double xi_[most], weight_[most];
  detail::SlopeSums sums_{};
};

Matrix3 matrix(const double (&rows)[9]) {
  Matrix3 m;
  m << rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7], rows[8];
  return m;
}

}  // namespace

/// F_b = int xi g x s dxi, F_a with 1 - xi, at x = a + xi s:  g = sigma.b, r = x - a', so with N_0 = 1 - xi, N_1 = xi,
/// P = dg/dr x s, Q = dg/ds' x s and G ds = g x ds
///   dF_i/da = N_i (N_0 P - G),   dF_i/db = N_i (N_1 P + G),   dF_i/da' = -N_i (P + Q),   dF_i/db' = N_i Q
SideGradient side_gradient(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic) {
  const SideIntegral integral(on, from, elastic);
  const detail::SlopeSums& sums = integral.sums();
  const Vector3 line = on.b - on.a, g0(sums.value[0][0], sums.value[0][1], sums.value[0][2]),
                g1(sums.value[1][0], sums.value[1][1], sums.value[1][2]);
  const Matrix3 times_line = -cross_matrix(line), turn0 = cross_matrix(g0), turn1 = cross_matrix(g1);
  const Matrix3 p0 = times_line * matrix(sums.by_r[0]), p1 = times_line * matrix(sums.by_r[1]),
                p2 = times_line * matrix(sums.by_r[2]);
  const Matrix3 q0 = times_line * matrix(sums.by_s[0]), q1 = times_line * matrix(sums.by_s[1]);
  SideGradient out;
  out.force = {(g0 - g1).cross(line), g1.cross(line)};
  out.on[0] = {p0 - 2.0 * p1 + p2 - turn0 + turn1, p1 - p2 + turn0 - turn1};
  out.on[1] = {p1 - p2 - turn1, p2 + turn1};
  out.from[0] = {p1 - p0 + q1 - q0, q0 - q1};
  out.from[1] = {-p1 - q1, q1};
  return out;
}

PairGradient pair_gradient(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic) {
  PairGradient out;
  for (std::size_t k = 0; k < 2; ++k) {  // forces on segment k + 1
    const SideGradient side = side_gradient(k == 0 ? one : two, k == 0 ? two : one, elastic);
    for (std::size_t i = 0; i < 2; ++i) {
      out.force[2 * k + i] = side.force[i];
      for (std::size_t j = 0; j < 2; ++j) {
        out.slope[2 * k + i][2 * k + j] = side.on[i][j];
        out.slope[2 * k + i][2 * (1 - k) + j] = side.from[i][j];
      }
    }
  }
  return out;
}

}  // namespace pillardd
