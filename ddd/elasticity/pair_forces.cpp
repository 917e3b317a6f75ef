#include <numbers>

#include "ddd/elasticity/elasticity.hpp"
#include "ddd/elasticity/pair_integrals.hpp"

namespace pillardd {
namespace {

using detail::PairFrame;
using detail::PairIntegrals;
using detail::PairShape;

/// int int x^i y^j (u.R)(b.R) / R_a^5 for x^i y^j = 1 | x y | x^2 xy y^2: the quadratic form times the moments.
struct QuadraticMoments {
  double q[6];

  QuadraticMoments(const Vector3& u, const Vector3& b, const PairIntegrals& in) {
    const double u0 = u.dot(in.d), u1 = u.dot(in.e_x), u2 = u.dot(in.e_y);
    const double b0 = b.dot(in.d), b1 = b.dot(in.e_x), b2 = b.dot(in.e_y);
    const double c[6] = {u0 * b0, u0 * b1 + u1 * b0, u0 * b2 + u2 * b0, u1 * b1, u1 * b2 + u2 * b1, u2 * b2};
    const double* k = in.k5;
    q[0] = c[0] * k[0] + c[1] * k[1] + c[2] * k[2] + c[3] * k[3] + c[4] * k[4] + c[5] * k[5];
    q[1] = c[0] * k[1] + c[1] * k[3] + c[2] * k[4] + c[3] * k[6] + c[4] * k[7] + c[5] * k[8];
    q[2] = c[0] * k[2] + c[1] * k[4] + c[2] * k[5] + c[3] * k[7] + c[4] * k[8] + c[5] * k[9];
    q[3] = c[0] * k[3] + c[1] * k[6] + c[2] * k[7] + c[3] * k[10] + c[4] * k[11] + c[5] * k[12];
    q[4] = c[0] * k[4] + c[1] * k[7] + c[2] * k[8] + c[3] * k[11] + c[4] * k[12] + c[5] * k[13];
    q[5] = c[0] * k[5] + c[1] * k[8] + c[2] * k[9] + c[3] * k[12] + c[4] * k[13] + c[5] * k[14];
  }
};

/// int int w(x,y) R F with the moments 1 | x y | x^2 xy y^2 of F.
Vector3 weighted(const PairIntegrals& in, const PairShape& w, const double* m) {
  return (w.constant * m[0] + w.by_x * m[1] + w.by_y * m[2]) * in.d +
         (w.constant * m[1] + w.by_x * m[3] + w.by_y * m[4]) * in.e_x +
         (w.constant * m[2] + w.by_x * m[4] + w.by_y * m[5]) * in.e_y;
}

/// One side of the pair: its line sense and Burgers vector.
struct Side {
  Vector3 t, b;
};

/// int int w f, the weighted Peach-Koehler force on `on` in the stress of `from`, R from `from` to `on` (eq. 11):
///   f = (sigma.b) x t,   sigma.b = -mu/8pi [ (V x b')(t'.b) + t' V.(b' x b) ]
///       + mu/(4pi(1-nu)) [ -u (A.b) - A (u.b) + b (u.A) + 3a^2 b (u.B) + 3 C ],   u = b' x t', V = 2A + 3a^2 B
///   A = int int w R/R_a^3,  B = int int w R/R_a^5,  C = int int w (u.R)(b.R) R/R_a^5;  primes: `from`
Vector3 weighted_force(const PairIntegrals& in, const QuadraticMoments& cubic, const PairShape& w, const Side& on,
                       const Side& from, const ElasticConstants& elastic) {
  const double a2 = elastic.core_radius * elastic.core_radius;
  const double screw = elastic.shear / (8.0 * std::numbers::pi), edge = 2.0 * screw / (1.0 - elastic.poisson);
  const Vector3 u = from.b.cross(from.t);
  const Vector3 A = weighted(in, w, in.k3), B = weighted(in, w, in.k5), C = weighted(in, w, cubic.q);
  const Vector3 V = 2.0 * A + 3.0 * a2 * B;
  const Vector3 screw_part = from.t.dot(on.b) * V.cross(from.b) + V.dot(from.b.cross(on.b)) * from.t;
  const Vector3 edge_part = (u.dot(A) + 3.0 * a2 * u.dot(B)) * on.b - on.b.dot(A) * u - u.dot(on.b) * A + 3.0 * C;
  return (edge * edge_part - screw * screw_part).cross(on.t);
}

constexpr PairShape one_everywhere{1.0, 0.0, 0.0};

/// Forces on the a and b end of `on`.
std::array<Vector3, 2> on_ends(const PairIntegrals& in, const PairShape& shape, const Side& on, const Side& from,
                               const ElasticConstants& elastic) {
  const QuadraticMoments cubic(from.b.cross(from.t), on.b, in);
  const Vector3 total = weighted_force(in, cubic, one_everywhere, on, from, elastic);
  const Vector3 at_b = weighted_force(in, cubic, shape, on, from, elastic);
  return {total - at_b, at_b};
}

PairFrame make_frame(const StraightSegment& outer, const StraightSegment& inner, const ElasticConstants& elastic) {
  PairFrame f;
  f.t_outer = outer.b - outer.a;
  f.t_inner = inner.b - inner.a;
  f.length_outer = f.t_outer.norm();
  f.length_inner = f.t_inner.norm();
  f.t_outer /= f.length_outer;
  f.t_inner /= f.length_inner;
  f.cross = f.t_outer.cross(f.t_inner);
  f.d = outer.a - inner.a;
  f.cosine = f.t_outer.dot(f.t_inner);
  f.sine = f.cross.norm();
  f.a2 = elastic.core_radius * elastic.core_radius;
  return f;
}

/// The cheapest way that keeps the digits (docs/theory/elasticity.md, table 1).
void integrate(const PairFrame& frame, PairIntegrals& out) {
  constexpr int cheap = 16, any = 1 << 16;
  if (detail::gauss_product(frame, cheap, out)) return;
  if (detail::closed_parallel(frame, out) || detail::closed_skew(frame, out)) return;
  if (detail::gauss_product(frame, any, out)) return;
  detail::gauss_panels(frame, out);
}

bool shorter(const StraightSegment& one, const StraightSegment& two) {
  return (one.b - one.a).squaredNorm() < (two.b - two.a).squaredNorm();
}

}  // namespace

PairForces pair_forces(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic) {
  const bool swapped = shorter(two, one);
  const StraightSegment& outer = swapped ? two : one;
  const StraightSegment& inner = swapped ? one : two;
  const PairFrame frame = make_frame(outer, inner, elastic);
  PairIntegrals integrals;
  integrate(frame, integrals);
  const Side side_outer{frame.t_outer, outer.burgers}, side_inner{frame.t_inner, inner.burgers};
  const auto [oa, ob] = on_ends(integrals, integrals.outer, side_outer, side_inner, elastic);
  // R points from the inner to the outer segment; the integrand is odd in R.
  const auto [ia, ib] = on_ends(integrals, integrals.inner, side_inner, side_outer, elastic);
  if (swapped) return {-ia, -ib, oa, ob};
  return {oa, ob, -ia, -ib};
}

}  // namespace pillardd
