// Nodal forces of parallel pairs, collinear and touching ones included, once for each SIMD target. The equations and
// their numbers: docs/theory/pair-forces.md.
#if defined(PILLARDD_PAIR_PARALLEL_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_PAIR_PARALLEL_INL
#undef PILLARDD_PAIR_PARALLEL_INL
#else
#define PILLARDD_PAIR_PARALLEL_INL
#endif

#include "ddd/elasticity/pair_skew-inl.hpp"
#include "ddd/elasticity/stress-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

/// Antiderivatives over x of those of LineMoments over the source, s = sigma + c x (c = +-1): `one` with the weight 1,
/// by c; `x` with s in place of x, sigma times `one` to be taken off (eq. 14). log: of 1/R.
struct ParallelCorner {
  V log;
  LineMoments one, x;
};

HWY_INLINE ParallelCorner parallel_corner(V s, V w2, V w) {
  const V r = hn::Sqrt(s * s + w2), per_r = set(1.0) / r, per_w2 = set(1.0) / w2;
  const V l = hn::CopySign(log_ratio(r + hn::Abs(s), w), s), along = s * r * per_w2, turn = s * per_r;
  const V half = set(0.5), zero = set(0.0);
  ParallelCorner c;
  c.log = s * l - r;
  c.one.m30 = r * per_w2;
  c.one.m31 = zero - l;
  c.one.m50 = (r + r - w2 * per_r) * (per_w2 * per_w2);
  c.one.m51 = zero - turn * per_w2;
  c.one.m52 = c.one.m30 + per_r;
  c.x.m30 = half * (along - l);
  c.x.m31 = zero - r;
  c.x.m50 = s * s * turn * (per_w2 * per_w2);
  c.x.m51 = per_r;
  c.x.m52 = half * (along - set(3.0) * l) + turn;
  return c;
}

HWY_INLINE void add_corner(const ParallelCorner& c, V flat, V slope, V sigma, LineMoments& one, LineMoments& x) {
  const auto add = [&](V LineMoments::*m) HWY_ATTR {
    one.*m = one.*m + flat * (c.one.*m);
    x.*m = x.*m + slope * (c.x.*m - sigma * (c.one.*m));
  };
  add(&LineMoments::m30), add(&LineMoments::m31), add(&LineMoments::m50), add(&LineMoments::m51),
      add(&LineMoments::m52);
}

HWY_INLINE Vec3 pull(const Stress& s, const Vec3& b, const Vec3& t) {
  return cross({s.xx * b.x + s.xy * b.y + s.xz * b.z, s.xy * b.x + s.yy * b.y + s.yz * b.z,
                s.xz * b.x + s.yz * b.y + s.zz * b.z},
               t);
}

/// Forces on the line `t, b, length` from the parallel one that starts at its middle less D (primes): the stress of
/// segment_stress integrated once more, so only its moments change. False where the lines are not parallel to 1e-11 of
/// their distance or the corner terms would cancel beyond 3e-11 (the conditions of pair_parallel.cpp).
HWY_INLINE Mask parallel_side(const Vec3& D, const Vec3& t, const Vec3& b, V length, V inverse, const Vec3& t_from,
                              const Vec3& b_from, V length_from, V s2, const Elastic& e, Vec3& on_a, Vec3& on_b) {
  const V zero = set(0.0), half = set(0.5) * length, sign = hn::CopySign(set(1.0), dot(t, t_from));
  const V sigma = dot(D, t_from);
  const Vec3 rho = D - sigma * t_from;
  const V w2 = dot(rho, rho) + e.a2, w = hn::Sqrt(w2), far = sigma - length_from;
  LineMoments one{zero, zero, zero, zero, zero}, x = one;
  V log = zero;
  const auto corner = [&](V edge, V end, V side) HWY_ATTR {  // side: + where both ends are the upper ones or the lower
    const ParallelCorner c = parallel_corner(edge + end, w2, w);
    log = log + sign * side * c.log;
    add_corner(c, sign * side, side, edge, one, x);
  };
  const V up = sign * half, down = zero - up, plus = set(1.0), minus = set(-1.0);
  corner(sigma, up, plus), corner(sigma, down, minus), corner(far, up, minus), corner(far, down, plus);
  Stress even{zero, zero, zero, zero, zero, zero}, odd = even;
  assemble(one, rho, t_from, b_from, e.a2, e.screw, even);
  assemble(x, rho, t_from, b_from, e.a2, e.screw, odd);
  const Vec3 shared = (set(0.5) * e.edge) * pull(even, b, t), lever = (e.edge * inverse) * pull(odd, b, t);
  on_a = shared - lever;
  on_b = shared + lever;
  const V reach = w + hn::Abs(sigma) + half + length_from;
  const Mask aligned = s2 * (half * half) < set(1e-22) * w2;
  return hn::And(aligned, set(1.1e-16) * reach * reach * length_from < set(3e-11) * w * (log * log));
}

/// Forces of the vector's pairs; false in the lanes that are not for this form.
HWY_INLINE Mask parallel_forces(const Lines& in, const Elastic& e, NodalForces& out) {
  const Vec3 normal = cross(in.t1, in.t2);
  const V s2 = dot(normal, normal), half = set(0.5);
  const Vec3 D1 = in.d + (half * in.length1) * in.t1;
  const Vec3 D2 = (half * in.length2) * in.t2 - in.d;
  const Mask good1 =
      parallel_side(D1, in.t1, in.b1, in.length1, in.inverse1, in.t2, in.b2, in.length2, s2, e, out.a1, out.b1);
  const Mask good2 =
      parallel_side(D2, in.t2, in.b2, in.length2, in.inverse2, in.t1, in.b1, in.length1, s2, e, out.a2, out.b2);
  return hn::And(good1, good2);
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
