// Line integrals over the sides of a pair's parallelogram, once for each SIMD target. The equations and their numbers:
// docs/theory/pair-forces.md.
#if defined(PILLARDD_PAIR_SIDES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_PAIR_SIDES_INL
#undef PILLARDD_PAIR_SIDES_INL
#else
#define PILLARDD_PAIR_SIDES_INL
#endif

#include "ddd/elasticity/vector_functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

/// One side, running coordinate l from lo to hi, R^2 = l^2 + w^2: its ends, then the integrals along it  (eq. 4).
/// Filled in three steps, each for all sides before the next: their chains of dependent operations run side by side.
struct Side {
  V lo, hi, r_lo, r_hi, w2;
  V inner;       ///< R_lo . R_hi, the scalar product with w^2 in it
  V outer;       ///< R_lo R_hi + R_lo . R_hi
  V log;         ///< int 1/R
  V growth;      ///< int l/R
  V m0, m1, m2;  ///< int l^k/R^3
};

/// First step: the products of the ends.
HWY_INLINE Side side_ends(V lo, V hi, V r_lo, V r_hi, V w2) {
  Side out;
  out.lo = lo, out.hi = hi, out.r_lo = r_lo, out.r_hi = r_hi, out.w2 = w2;
  out.inner = lo * hi + w2;
  out.outer = r_lo * r_hi + out.inner;
  return out;
}

/// Second step: all but the logarithm and what holds it. (R_lo + R_hi + length)/(R_lo + R_hi - length) has a
/// denominator that cancels on a long side: there the quotient is (R + |l|) of the far end over that of the near end,
/// or their product over w^2 with the foot between them.
HWY_INLINE Logarithm side_integrals(V length, Side& side) {
  const V lo = side.lo, hi = side.hi, r_lo = side.r_lo, r_hi = side.r_hi, w2 = side.w2;
  const V product = r_lo * r_hi, sum = r_lo + r_hi, ends = lo * hi;
  const Mask crossed = ends<set(0.0), is_long = length + length> sum, astride = hn::And(crossed, is_long);
  const V reach_lo = r_lo + hn::Abs(lo), reach_hi = r_hi + hn::Abs(hi);
  const V p_long = hn::IfThenElse(crossed, reach_hi * reach_lo, hn::Max(reach_hi, reach_lo));
  const V q_long = hn::IfThenElse(crossed, w2, hn::Min(reach_hi, reach_lo));
  const V p = hn::IfThenElse(is_long, p_long, sum + length), q = hn::IfThenElse(is_long, q_long, sum - length);
  const Logarithm log = log_argument(p, q);
  side.growth = length * (lo + hi) / sum;
  const V up = hn::IfThenElse(astride, hi * r_lo - lo * r_hi, length * sum);
  const V down = hn::IfThenElse(astride, w2, side.outer);
  const V inverse = set(1.0) / (product * down);
  side.m0 = up * inverse;
  side.m1 = side.growth * (down * inverse);
  return log;
}

/// Third step.
HWY_INLINE void set_log(V log, Side& side) {
  side.log = log;
  side.m2 = log - side.w2 * side.m0;
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
