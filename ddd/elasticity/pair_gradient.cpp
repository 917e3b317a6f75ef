#include "ddd/elasticity/gradients.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unsupported/Eigen/AutoDiff>

#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/line_moments.hpp"

namespace pillardd {
namespace {

/// A value with its derivatives with respect to r (first three) and s.
using Dual = Eigen::AutoDiffScalar<Eigen::Matrix<double, 6, 1>>;
using DualVector = Eigen::Matrix<Dual, 3, 1>;

DualVector variable(const Vector3& x, int first) {
  DualVector out;
  for (int i = 0; i < 3; ++i) out[i] = Dual(x[i], 6, first + i);
  return out;
}

/// sigma.b of a segment from the origin along s at r, by segment_stress (docs/theory/elasticity.md, eq. 4):
///   sigma.b = mu/8pi [ d (t.b) + t (d.b) ] + mu/(4pi(1-nu)) [ b (u.A + 3a^2 u.B) - u (A.b) - A (u.b) + 3 C.b ]
///   d = (-2A - 3a^2 B) x b',  u = b' x t,  b' the segment's Burgers vector
DualVector traction(const DualVector& r, const DualVector& s, const Vector3& from, const Vector3& on,
                    const ElasticConstants& elastic) {
  const double a2 = elastic.core_radius * elastic.core_radius;
  const double screw = elastic.shear / (8.0 * std::numbers::pi), edge = 2.0 * screw / (1.0 - elastic.poisson);
  const DualVector source = from.cast<Dual>(), b = on.cast<Dual>();
  const Dual length = sqrt(Dual(s.dot(s)));
  const DualVector t = s / length;
  const Dual high = r.dot(t), low = high - length;
  const DualVector rho = r - high * t;
  const Dual w2 = rho.dot(rho) + a2;
  const detail::LineMomentsOf<Dual> m = detail::line_moments(low, high, w2);
  const DualVector u = source.cross(t);
  const DualVector a = m.m3[0] * rho + m.m3[1] * t, fifth = m.m5[0] * rho + m.m5[1] * t;
  const Dual u0 = u.dot(rho), b0 = b.dot(rho), b1 = b.dot(t);  // u.t = 0
  const DualVector cubic = (u0 * (m.m5[0] * b0 + m.m5[1] * b1)) * rho + (u0 * (m.m5[1] * b0 + m.m5[2] * b1)) * t;
  const DualVector d = (Dual(-2.0) * a - Dual(3.0 * a2) * fifth).cross(source);
  const Dual trace = u.dot(a) + 3.0 * a2 * u.dot(fifth), ab = a.dot(b), ub = u.dot(b), db = d.dot(b);
  const DualVector edge_part = trace * b - ab * u - ub * a + Dual(3.0) * cubic;
  return Dual(screw) * (b1 * d + db * t) + Dual(edge) * edge_part;
}

Matrix3 cross_matrix(const Vector3& v) {
  Matrix3 m;
  m << 0.0, -v.z(), v.y(), v.z(), 0.0, -v.x(), -v.y(), v.x(), 0.0;
  return m;
}

/// Forces on the ends of one side, and their slopes with the ends of this side (on) and of the other one (from).
struct Side {
  Vector3 force[2] = {Vector3::Zero(), Vector3::Zero()};
  Matrix3 on[2][2], from[2][2];

  Side() {
    for (int i = 0; i < 4; ++i) on[i / 2][i % 2] = from[i / 2][i % 2] = Matrix3::Zero();
  }
};

/// One point of F_b = int xi g x s dxi, F_a with 1 - xi, at x = a + xi s:  g = sigma.b, r = x - a', so with N_0 = 1 -
/// xi, N_1 = xi, P = dg/dr x s, Q = dg/ds' x s and G ds = g x ds
///   dF_i/da = N_i (N_0 P - G),   dF_i/db = N_i (N_1 P + G),   dF_i/da' = -N_i (P + Q),   dF_i/db' = N_i Q
void add_point(double xi, double weight, const Vector3& line, const DualVector& g, Side& side) {
  Vector3 value;
  Matrix3 by_r, by_s;
  for (int i = 0; i < 3; ++i) {
    value[i] = g[i].value();
    by_r.row(i) = g[i].derivatives().head<3>().transpose();
    by_s.row(i) = g[i].derivatives().tail<3>().transpose();
  }
  const Matrix3 times_line = -cross_matrix(line), turn = cross_matrix(value);
  const Matrix3 p = times_line * by_r, q = times_line * by_s;
  const double shape[2] = {1.0 - xi, xi};
  for (int i = 0; i < 2; ++i) {
    const double w = weight * shape[i];
    side.force[i] += w * value.cross(line);
    side.on[i][0] += w * (shape[0] * p - turn);
    side.on[i][1] += w * (shape[1] * p + turn);
    side.from[i][0] -= w * (p + q);
    side.from[i][1] += w * q;
  }
}

double distance_to(const StraightSegment& segment, const Vector3& x) {
  const Vector3 line = segment.b - segment.a;
  const double along = std::clamp((x - segment.a).dot(line) / line.squaredNorm(), 0.0, 1.0);
  return (x - segment.a - along * line).norm();
}

constexpr detail::GaussRule<4> gauss4;
constexpr detail::GaussRule<6> gauss6;
constexpr detail::GaussRule<8> gauss8;
constexpr detail::GaussRule<12> gauss12;

class SideIntegral {
 public:
  SideIntegral(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic)
      : on_(on), from_(from), elastic_(elastic), line_(on.b - on.a) {
    panel(0.0, 1.0, 0);
  }
  const Side& side() const { return side_; }

 private:
  /// Every singularity of g in the complex plane is at q half lengths from the middle of the panel or farther,
  /// q^2 = (d^2 + a^2)/half^2, d the distance to the other segment: n points err as (q + sqrt(q^2 - 1))^(-2n).
  void panel(double low, double high, int depth) {
    const double middle = 0.5 * (low + high), half = 0.5 * (high - low) * line_.norm();
    const double q = std::hypot(distance_to(from_, on_.a + middle * line_), elastic_.core_radius) / half;
    if (q < 2.0 && depth < 40) {
      panel(low, middle, depth + 1);
      panel(middle, high, depth + 1);
    } else if (q > 14.0) {
      apply(gauss4, low, high);
    } else if (q > 6.0) {
      apply(gauss6, low, high);
    } else if (q > 3.5) {
      apply(gauss8, low, high);
    } else {
      apply(gauss12, low, high);
    }
  }

  template <int N>
  void apply(const detail::GaussRule<N>& rule, double low, double high) {
    const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
    const DualVector s = variable(from_.b - from_.a, 3);
    for (int i = 0; i < N; ++i) {
      const double xi = middle + half * rule.node[static_cast<std::size_t>(i)];
      const DualVector r = variable(on_.a + xi * line_ - from_.a, 0);
      add_point(xi, half * rule.weight[static_cast<std::size_t>(i)], line_,
                traction(r, s, from_.burgers, on_.burgers, elastic_), side_);
    }
  }

  const StraightSegment &on_, &from_;
  const ElasticConstants& elastic_;
  const Vector3 line_;
  Side side_;
};

}  // namespace

PairGradient pair_gradient(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic) {
  PairGradient out;
  for (std::size_t k = 0; k < 2; ++k) {  // forces on segment k + 1
    const SideIntegral integral(k == 0 ? one : two, k == 0 ? two : one, elastic);
    const Side& side = integral.side();
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
