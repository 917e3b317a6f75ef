// Nodal forces of separated pairs by a product Gauss rule, at any angle, once for each SIMD target. The equations and
// their numbers: docs/theory/pair-forces.md.
#if defined(PILLARDD_PAIR_QUADRATURE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_PAIR_QUADRATURE_INL
#undef PILLARDD_PAIR_QUADRATURE_INL
#else
#define PILLARDD_PAIR_QUADRATURE_INL
#endif

#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/pair_skew-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

/// q = int int f/R^3 and p = 3 int int f/R^5 for f = x^i y^j, x and y from the midpoints.
struct ProductMoments {
  V q00, q10, q01, q20, q11, q02;
  V p00, p10, p01, p20, p11, p02, p30, p21, p12, p03, p31, p22, p13;
};

/// R = D + x t1 - y t2, so R^2 = (D.D + a^2 + 2 x D.t1 + x^2) + y (y - 2 D.t2 - 2 c x)  (eq. 11).
template <int N>
HWY_INLINE ProductMoments product_moments(const Lines& in, const Vec3& D, const Elastic& e) {
  constexpr detail::GaussRule<N> rule;
  const V half1 = set(0.5) * in.length1, half2 = set(0.5) * in.length2, zero = set(0.0), two = set(2.0);
  const V D2 = dot(D, D) + e.a2, Dt1 = two * dot(D, in.t1), Dt2 = two * dot(D, in.t2), c = two * dot(in.t1, in.t2);
  ProductMoments m{zero, zero, zero, zero, zero, zero, zero, zero, zero, zero,
                   zero, zero, zero, zero, zero, zero, zero, zero, zero};
  for (int i = 0; i < N; ++i) {
    const V x = half1 * set(rule.node[i]), base = D2 + x * (Dt1 + x), slope = Dt2 + c * x;
    V s30 = zero, s31 = zero, s32 = zero, s50 = zero, s51 = zero, s52 = zero, s53 = zero;
    for (int j = 0; j < N; ++j) {
      const V y = half2 * set(rule.node[j]), R2 = base + y * (y - slope);
      const V inverse = set(1.0) / R2;
      const V f3 = set(rule.weight[j]) * inverse * hn::Sqrt(inverse), f5 = f3 * inverse;
      const V yf3 = y * f3, yf5 = y * f5, yyf5 = y * yf5;
      s30 = s30 + f3, s31 = s31 + yf3, s32 = s32 + y * yf3;
      s50 = s50 + f5, s51 = s51 + yf5, s52 = s52 + yyf5, s53 = s53 + y * yyf5;
    }
    const V w = set(rule.weight[i]), wx = w * x, wxx = wx * x, wxxx = wxx * x;
    m.q00 = m.q00 + w * s30, m.q10 = m.q10 + wx * s30, m.q01 = m.q01 + w * s31;
    m.q20 = m.q20 + wxx * s30, m.q11 = m.q11 + wx * s31, m.q02 = m.q02 + w * s32;
    m.p00 = m.p00 + w * s50, m.p10 = m.p10 + wx * s50, m.p01 = m.p01 + w * s51;
    m.p20 = m.p20 + wxx * s50, m.p11 = m.p11 + wx * s51, m.p02 = m.p02 + w * s52;
    m.p30 = m.p30 + wxxx * s50, m.p21 = m.p21 + wxx * s51, m.p12 = m.p12 + wx * s52, m.p03 = m.p03 + w * s53;
    m.p31 = m.p31 + wxxx * s51, m.p22 = m.p22 + wxx * s52, m.p13 = m.p13 + wx * s53;
  }
  return m;
}

/// A line of the pair: unit sense, Burgers vector.
struct Line {
  Vec3 t, b;
};

/// The moments as the force on line x needs them: weights 1 and x.
struct LineMoments3 {
  V q, qx, qy, qxx, qxy;
};
struct LineMoments5 {
  V p, px, py, pxx, pxy, pyy, pxxx, pxxy, pxyy, pxxxy, pxxyy;
};

struct WeightedForces {
  Vec3 one, x;  ///< int int w f with w = 1 and w = x, by Elastic::edge
};

/// The forces in the basis of six products with t (eq. 12): R = D + x t - y t', primes for the source.
HWY_INLINE WeightedForces weighted_forces(const LineMoments3& k3, const LineMoments5& k5, const Vec3& D, const Line& on,
                                          const Line& from, const Elastic& e) {
  const Vec3 u = cross(from.b, from.t), bb = cross(from.b, on.b);
  const V alpha = dot(u, D), beta = dot(u, on.t), gamma = dot(on.b, D), delta = dot(on.b, on.t);
  const V b_from = dot(on.b, from.t), ub = dot(u, on.b), bt = e.screw * b_from;
  const V wD = e.screw * dot(bb, D), wt = e.screw * dot(bb, on.t), wf = e.screw * dot(bb, from.t);
  const auto bR = [&](V f, V fx, V fy) { return gamma * f + delta * fx - b_from * fy; };
  const V T = bR(k5.p, k5.px, k5.py), Tx = bR(k5.px, k5.pxx, k5.pxy), Txx = bR(k5.pxx, k5.pxxx, k5.pxxy);
  const V Ty = bR(k5.py, k5.pxy, k5.pyy), Txy = bR(k5.pxy, k5.pxxy, k5.pxyy);
  const V Txxy = bR(k5.pxxy, k5.pxxxy, k5.pxxyy);
  const Vec3 Dt = cross(D, on.t), ft = cross(from.t, on.t), ut = cross(u, on.t), bt_cross = cross(on.b, on.t);
  const Vec3 Db = cross(cross(D, from.b), on.t), tb = cross(cross(on.t, from.b), on.t);
  const auto force = [&](V q, V qx, V qy, V p, V px, V py, V S, V Sx, V Sy, V Sxy) {
    const V W = q + e.a2 * p, Wx = qx + e.a2 * px, U = W + q, Ux = Wx + qx, Uy = qy + qy + e.a2 * py;
    const V on_D = alpha * S + beta * Sx - ub * q;
    const V on_from = ub * qy - (alpha * Sy + beta * Sxy) - (wD * U + wt * Ux - wf * Uy);
    const V on_u = set(0.0) - bR(q, qx, qy) - bt * Uy;
    return on_D * Dt + on_from * ft + on_u * ut + (alpha * W + beta * Wx) * bt_cross - (bt * U) * Db - (bt * Ux) * tb;
  };
  return {force(k3.q, k3.qx, k3.qy, k5.p, k5.px, k5.py, T, Tx, Ty, Txy),
          force(k3.qx, k3.qxx, k3.qxy, k5.px, k5.pxx, k5.pxy, Tx, Txx, Txy, Txxy)};
}

/// Forces by N x N points.
template <int N>
HWY_NOINLINE void quadrature_forces(const Lines& in, const Elastic& e, NodalForces& out) {
  const V half = set(0.5);
  const Vec3 D = in.d + half * (in.length1 * in.t1 - in.length2 * in.t2);
  const ProductMoments m = product_moments<N>(in, D, e);
  const V three = set(3.0), zero = set(0.0);
  const Line one{in.t1, in.b1}, two{in.t2, in.b2};
  const WeightedForces on1 =
      weighted_forces({m.q00, m.q10, m.q01, m.q20, m.q11},
                      {three * m.p00, three * m.p10, three * m.p01, three * m.p20, three * m.p11, three * m.p02,
                       three * m.p30, three * m.p21, three * m.p12, three * m.p31, three * m.p22},
                      D, one, two, e);
  const WeightedForces on2 =
      weighted_forces({m.q00, m.q01, m.q10, m.q02, m.q11},
                      {three * m.p00, three * m.p01, three * m.p10, three * m.p02, three * m.p11, three * m.p20,
                       three * m.p03, three * m.p12, three * m.p21, three * m.p13, three * m.p22},
                      {zero - D.x, zero - D.y, zero - D.z}, two, one, e);
  const V area = e.edge * set(0.25) * in.length1 * in.length2;
  const Vec3 half1 = (area * half) * on1.one, half2 = (area * half) * on2.one;
  const Vec3 arm1 = (area * in.inverse1) * on1.x, arm2 = (area * in.inverse2) * on2.x;
  out = {half1 - arm1, half1 + arm1, half2 - arm2, half2 + arm2};
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
