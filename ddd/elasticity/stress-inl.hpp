// Stress of straight segments and half lines at points, once for each SIMD target. The equations:
// docs/theory/elasticity.md, (4)-(9).
#if defined(PILLARDD_STRESS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_STRESS_INL
#undef PILLARDD_STRESS_INL
#else
#define PILLARDD_STRESS_INL
#endif

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/vector_functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

struct Stress {
  V xx, yy, zz, yz, xz, xy;
};

/// Moments along a line of the inverse powers of R = rho + s t, w^2 = rho^2 + a^2:
///   m3_k = int s^k/R^3,  m5_k = 3 int s^k/R^5
struct LineMoments {
  V m30, m31, m50, m51, m52;
};

/// Between s = hi - length and hi, with g = s/R^3 between the ends:
///   m5_0 = (2 m3_0 + g)/w^2,  m5_1 = [-1/R^3],  m5_2 = m3_0 - g
/// int 1/R^3 as (R0 + R1) L / (R0 R1 (R0 R1 + R0.R1)), or [s/R]/w^2 with the foot inside a long segment: no
/// cancellation.
HWY_INLINE LineMoments segment_moments(V hi, V length, V w2) {
  const V lo = hi - length, R0 = hn::Sqrt(lo * lo + w2), R1 = hn::Sqrt(hi * hi + w2);
  const V i0 = set(1.0) / R0, i1 = set(1.0) / R1, inverse_w2 = set(1.0) / w2, reach = R0 + R1, ends = lo * hi;
  const Mask astride = hn::And(ends<set(0.0), length + length> reach);
  const V apart = length * reach * (i0 * i1) / (R0 * R1 + ends + w2);
  LineMoments m;
  m.m30 = hn::IfThenElse(astride, (hi * i1 - lo * i0) * inverse_w2, apart);
  const V i02 = i0 * i0, i12 = i1 * i1;
  m.m31 = length * (lo + hi) / reach * (i0 * i1);
  const V g = hi * i1 * i12 - lo * i0 * i02;
  m.m50 = (m.m30 + m.m30 + g) * inverse_w2;
  m.m51 = m.m31 * (i02 + i12 + i0 * i1);
  m.m52 = m.m30 - g;
  return m;
}

/// From s = -infinity to hi. With hi < 0 (the point lies off the end) 1 + hi/R = w^2 q, q = 1/(R (R + |hi|)).
HWY_INLINE LineMoments half_line_moments(V hi, V w2) {
  const V R2 = hi * hi + w2, R = hn::Sqrt(R2), inverse = set(1.0) / R, u = hi * inverse;
  const V q = inverse / (R + hn::Abs(hi)), inverse_w2 = set(1.0) / w2;
  const Mask off = hi < set(0.0);
  LineMoments m;
  m.m30 = hn::IfThenElse(off, q, (set(1.0) + u) * inverse_w2);
  m.m31 = set(0.0) - inverse;
  const V beside = (set(2.0) + u * (set(3.0) - u * u)) * (inverse_w2 * inverse_w2);
  m.m50 = hn::IfThenElse(off, q * q * (set(3.0) - w2 * q), beside);
  const V inverse3 = inverse * inverse * inverse;
  m.m51 = set(0.0) - inverse3;
  m.m52 = m.m30 - hi * inverse3;
  return m;
}

/// Adds the stress (by Elastic::edge) of a line along t with these moments, u = b x t, half = (1 - nu)/2.
HWY_INLINE void assemble(const LineMoments& m, const Vec3& rho, const Vec3& t, const Vec3& b, V a2, V half,
                         Stress& sum) {
  const Vec3 u = cross(b, t), rho_b = cross(rho, b);
  const V u_rho = dot(u, rho);
  const V Vr = m.m30 + m.m30 + a2 * m.m50, Ve = m.m31 + m.m31 + a2 * m.m51;
  const Vec3 dd = half * (Ve * u - Vr * rho_b);
  const V trace = u_rho * (m.m30 + a2 * m.m50);
  // -u A - A u + C = -(u A) - (A u) + u.rho (m50 rho rho + m51 (rho t + t rho) + m52 t t); p and q gather rho and t.
  const Vec3 A = m.m30 * rho + m.m31 * t;
  const Vec3 p = u_rho * (m.m50 * rho + m.m51 * t), q = u_rho * (m.m51 * rho + m.m52 * t) + dd;
  sum.xx = sum.xx + (trace + p.x * rho.x + q.x * t.x + dd.x * t.x - set(2.0) * (u.x * A.x));
  sum.yy = sum.yy + (trace + p.y * rho.y + q.y * t.y + dd.y * t.y - set(2.0) * (u.y * A.y));
  sum.zz = sum.zz + (trace + p.z * rho.z + q.z * t.z + dd.z * t.z - set(2.0) * (u.z * A.z));
  sum.yz = sum.yz + (p.y * rho.z + q.y * t.z + dd.z * t.y - u.y * A.z - u.z * A.y);
  sum.xz = sum.xz + (p.x * rho.z + q.x * t.z + dd.z * t.x - u.x * A.z - u.z * A.x);
  sum.xy = sum.xy + (p.x * rho.y + q.x * t.y + dd.y * t.x - u.x * A.y - u.y * A.x);
}

/// Adds the stress of the segment that starts at x - d and runs along t.
HWY_INLINE void add_segment(const Vec3& d, const Vec3& t, V length, const Vec3& b, V a2, V half, Stress& sum) {
  const V hi = dot(d, t);
  const Vec3 rho = d - hi * t;
  assemble(segment_moments(hi, length, dot(rho, rho) + a2), rho, t, b, a2, half, sum);
}

/// Adds the stress of a half line that starts at x - d and runs along t.
HWY_INLINE void add_half_line(const Vec3& d, const Vec3& t, const Vec3& b, V a2, V half, Stress& sum) {
  const V hi = dot(d, t);
  const Vec3 rho = d - hi * t;
  assemble(half_line_moments(hi, dot(rho, rho) + a2), rho, t, b, a2, half, sum);
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
