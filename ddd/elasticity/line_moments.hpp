#pragma once
#include <cmath>

namespace pillardd::detail {

/// Moments of the inverse powers of R_a along a straight line (docs/theory/elasticity.md, eq. 6-9)
///   m3[k] = int s^k / R_a^3 ds,   m5[k] = int s^k / R_a^5 ds,   R_a^2 = s^2 + w^2
template <class Scalar>
struct LineMomentsOf {
  Scalar m3[3];
  Scalar m5[5];
  Scalar log;  ///< int 1/R_a ds
};
using LineMoments = LineMomentsOf<double>;

/// int ds / R_a^3 and int ds / R_a^5 between lo < hi.
template <class Scalar>
struct EvenMomentsOf {
  Scalar m3_0, m5_0, m5_2;
};
using EvenMoments = EvenMomentsOf<double>;

/// With u = s/R_a:  int ds/R_a^3 = u/w^2,  int ds/R_a^5 = (u - u^3/3)/w^4,  int s^2 ds/R_a^5 = u^3/(3 w^2).
/// Beyond w on one side, 1 - |u| = w^2 q with q = 1/(R_a (R_a + |s|)) takes the place of u: no cancellation (eq. 8).
template <class Scalar>
EvenMomentsOf<Scalar> even_moments(const Scalar& lo, const Scalar& hi, const Scalar& r_lo, const Scalar& r_hi,
                                   const Scalar& w2) {
  using std::abs;
  if (lo * hi > 0.0 && lo * lo > w2 && hi * hi > w2) {
    const Scalar q_lo = 1.0 / (r_lo * (r_lo + abs(lo))), q_hi = 1.0 / (r_hi * (r_hi + abs(hi)));
    const Scalar dq = abs(q_lo - q_hi);
    const Scalar m5 = dq * ((q_lo + q_hi) - w2 / 3.0 * (q_lo * q_lo + q_lo * q_hi + q_hi * q_hi));
    return {dq, m5, dq - w2 * m5};
  }
  const Scalar u_lo = lo / r_lo, u_hi = hi / r_hi, inverse = 1.0 / w2;
  const Scalar du = u_hi - u_lo, cubes = du * (u_lo * u_lo + u_lo * u_hi + u_hi * u_hi) / 3.0;
  return {du * inverse, (du - cubes) * inverse * inverse, cubes * inverse};
}

/// int ds / R_a between lo < hi.
template <class Scalar>
Scalar log_moment(const Scalar& lo, const Scalar& hi, const Scalar& r_lo, const Scalar& r_hi, const Scalar& w2) {
  using std::log;
  if (lo >= 0.0) return log((r_hi + hi) / (r_lo + lo));
  if (hi <= 0.0) return log((r_lo - lo) / (r_hi - hi));
  return log((r_hi + hi) * (r_lo - lo) / w2);
}

/// All moments between lo < hi.
template <class Scalar>
LineMomentsOf<Scalar> line_moments(const Scalar& lo, const Scalar& hi, const Scalar& w2) {
  using std::sqrt;
  const Scalar r_lo = sqrt(lo * lo + w2), r_hi = sqrt(hi * hi + w2);
  const EvenMomentsOf<Scalar> even = even_moments(lo, hi, r_lo, r_hi, w2);
  LineMomentsOf<Scalar> m;
  m.log = log_moment(lo, hi, r_lo, r_hi, w2);
  const Scalar product = r_lo * r_hi;
  m.m3[0] = even.m3_0;
  m.m3[1] = (hi - lo) * (hi + lo) / (product * (r_lo + r_hi));
  m.m3[2] = m.log - w2 * even.m3_0;
  m.m5[0] = even.m5_0;
  m.m5[1] = m.m3[1] * (r_lo * r_lo + product + r_hi * r_hi) / (3.0 * product * product);
  m.m5[2] = even.m5_2;
  m.m5[3] = m.m3[1] - w2 * m.m5[1];
  m.m5[4] = m.m3[2] - w2 * even.m5_2;
  return m;
}

/// Moments of the half line s in (-infinity, hi]; m3[2] and m5[4] diverge and are not set.
inline LineMoments half_line_moments(double hi, double w2) {
  const double r = std::sqrt(hi * hi + w2), u = hi / r;
  LineMoments m{};
  if (hi < 0.0) {
    const double q = 1.0 / (r * (r - hi));
    m.m3[0] = q;
    m.m5[0] = q * q * (1.0 - w2 * q / 3.0);
  } else {
    m.m3[0] = (1.0 + u) / w2;
    m.m5[0] = (2.0 / 3.0 + u - u * u * u / 3.0) / (w2 * w2);
  }
  m.m3[1] = -1.0 / r;
  m.m5[1] = -1.0 / (3.0 * r * r * r);
  m.m5[2] = m.m3[0] - w2 * m.m5[0];
  m.m5[3] = m.m3[1] - w2 * m.m5[1];
  return m;
}

}  // namespace pillardd::detail
