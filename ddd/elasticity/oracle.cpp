#include "ddd/elasticity/oracle.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/elasticity/quadrature.hpp"

namespace pillardd::oracle {
namespace {

constexpr double stress_tolerance = 1e-12;
constexpr double inner_tolerance = 1e-11;
constexpr double outer_tolerance = 1e-10;
constexpr double scale_tolerance = 1e-2;

/// d_i d_j d_k R_a (eq. 2).
struct ThirdDerivative {
  double value[3][3][3];
  double trace[3];  ///< d_i d_p d_p R_a

  ThirdDerivative(const Vector3& r, double a, bool absolute) {
    const double a2 = a * a, square = r.squaredNorm() + a2, cube = 1.0 / (square * std::sqrt(square));
    const double fifth = cube / square, sign = absolute ? 1.0 : -1.0;
    const Vector3 q = absolute ? Vector3(r.cwiseAbs()) : r;
    for (int i = 0; i < 3; ++i) {
      trace[i] = sign * (2.0 * q[i] * cube + 3.0 * a2 * q[i] * fifth);
      for (int j = 0; j < 3; ++j)
        for (int k = 0; k < 3; ++k)
          value[i][j][k] =
              sign * ((i == j) * q[k] + (i == k) * q[j] + (j == k) * q[i]) * cube + 3.0 * q[i] * q[j] * q[k] * fifth;
    }
  }
};

/// The six non-zero entries of the permutation symbol.
struct Permutation {
  int i, m, k;
  double sign;
};
constexpr Permutation permutations[6] = {{0, 1, 2, 1.0},  {1, 2, 0, 1.0},  {2, 0, 1, 1.0},
                                         {0, 2, 1, -1.0}, {2, 1, 0, -1.0}, {1, 0, 2, -1.0}};

/// The line integrand of the stress for an element of direction t (eq. 3), index by index; with `absolute` every term
/// is taken by its absolute value, t and b being absolute values already.
Matrix3 integrand(const Vector3& r, const Vector3& t, const Vector3& b, const ElasticConstants& elastic,
                  bool absolute) {
  const ThirdDerivative d(r, elastic.core_radius, absolute);
  const double screw = elastic.shear / (8.0 * std::numbers::pi), edge = 2.0 * screw / (1.0 - elastic.poisson);
  Matrix3 sigma = Matrix3::Zero();
  for (const auto [i, m, k, sign] : permutations) {
    const double e = absolute ? 1.0 : sign;
    const double back = screw * d.trace[i] * b[m] * e, front = edge * b[m] * e * t[k];
    for (int alpha = 0; alpha < 3; ++alpha) {
      sigma(k, alpha) += back * t[alpha];
      sigma(alpha, k) += back * t[alpha];
      for (int beta = 0; beta < 3; ++beta) sigma(alpha, beta) += front * d.value[i][alpha][beta];
      sigma(alpha, alpha) -= (absolute ? -1.0 : 1.0) * front * d.trace[i];
    }
  }
  return sigma;
}

/// (sigma.b) x t
Vector3 peach_koehler(const Matrix3& sigma, const Vector3& b, const Vector3& t, bool absolute) {
  const Vector3 g = sigma * b;
  if (!absolute) return g.cross(t);
  return Vector3(g[1] * t[2] + g[2] * t[1], g[2] * t[0] + g[0] * t[2], g[0] * t[1] + g[1] * t[0]);
}

struct Line {
  explicit Line(const StraightSegment& s)
      : origin(s.a), t((s.b - s.a).normalized()), b(s.burgers), length((s.b - s.a).norm()) {}
  Vector3 origin, t, b;
  double length;
};

/// Forces on the ends of `on` in the stress of `from`: six components, inner integral over `from`.
std::array<double, 6> on_ends(const Line& on, const Line& from, const ElasticConstants& elastic, bool absolute) {
  const double loose = absolute ? scale_tolerance : 0.0;
  const auto density = [&](double x) {
    const Vector3 point = on.origin + x * on.t;
    const auto stress = [&](double y) {
      const Matrix3 s = integrand(point - from.origin - y * from.t, absolute ? Vector3(from.t.cwiseAbs()) : from.t,
                                  absolute ? Vector3(from.b.cwiseAbs()) : from.b, elastic, absolute);
      return std::array<double, 6>{s(0, 0), s(1, 1), s(2, 2), s(1, 2), s(0, 2), s(0, 1)};
    };
    const auto v = detail::integrate<6>(stress, 0.0, from.length, std::max(inner_tolerance, loose)).value;
    Matrix3 sigma;
    sigma << v[0], v[5], v[4], v[5], v[1], v[3], v[4], v[3], v[2];
    const Vector3 f = absolute ? peach_koehler(sigma, on.b.cwiseAbs(), on.t.cwiseAbs(), true)
                               : peach_koehler(sigma, on.b, on.t, false);
    const double weight = x / on.length;
    return std::array<double, 6>{(1.0 - weight) * f[0], (1.0 - weight) * f[1], (1.0 - weight) * f[2],
                                 weight * f[0],         weight * f[1],         weight * f[2]};
  };
  return detail::integrate<6>(density, 0.0, on.length, std::max(outer_tolerance, loose)).value;
}

}  // namespace

Matrix3 segment_stress(const Vector3& x, const StraightSegment& segment, const ElasticConstants& elastic) {
  const Line line(segment);
  const auto stress = [&](double y) {
    const Matrix3 s = integrand(x - line.origin - y * line.t, line.t, line.b, elastic, false);
    return std::array<double, 6>{s(0, 0), s(1, 1), s(2, 2), s(1, 2), s(0, 2), s(0, 1)};
  };
  const auto v = detail::integrate<6>(stress, 0.0, line.length, stress_tolerance).value;
  Matrix3 sigma;
  sigma << v[0], v[5], v[4], v[5], v[1], v[3], v[4], v[3], v[2];
  return sigma;
}

PairForces pair_forces(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic) {
  const Line first(one), second(two);
  const auto on_one = on_ends(first, second, elastic, false), on_two = on_ends(second, first, elastic, false);
  return {Vector3(on_one[0], on_one[1], on_one[2]), Vector3(on_one[3], on_one[4], on_one[5]),
          Vector3(on_two[0], on_two[1], on_two[2]), Vector3(on_two[3], on_two[4], on_two[5])};
}

double pair_scale(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic) {
  const Line first(one), second(two);
  double scale = 0.0;
  for (const auto& v : {on_ends(first, second, elastic, true), on_ends(second, first, elastic, true)})
    scale = std::max({scale, Vector3(v[0], v[1], v[2]).norm(), Vector3(v[3], v[4], v[5]).norm()});
  return scale;
}

}  // namespace pillardd::oracle
