// Stress of straight segments at points, once for each SIMD target. The equations: docs/theory/elasticity.md, (4)-(8).
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

/// Adds the stress of segment i at a vector of points:
///   R = rho + s t, w^2 = rho^2 + a^2;  m3_k = int s^k/R^3, m5_k = 3 int s^k/R^5;  u = b x t, g = s/R^3 between the
///   ends m5_0 = (2 m3_0 + g)/w^2, m5_1 = [-1/R^3], m5_2 = m3_0 - g
/// int 1/R^3 as (R0 + R1) L / (R0 R1 (R0 R1 + R0.R1)), or [s/R]/w^2 with the foot inside a long segment: no
/// cancellation.
HWY_INLINE void add_stress(const Vec3& x, const SegmentBatch& batch, std::size_t i, V a2, double nu, Stress& sum) {
  const auto value = [&](std::size_t k) { return set(batch.field(k)[i]); };
  using B = SegmentBatch;
  const Vec3 t{value(B::tx), value(B::ty), value(B::tz)}, b{value(B::bx), value(B::by), value(B::bz)};
  const V length = value(B::length);
  const Vec3 d = x - Vec3{value(B::ax), value(B::ay), value(B::az)};
  const V hi = dot(d, t), lo = hi - length;
  const Vec3 rho = d - hi * t;
  const V w2 = dot(rho, rho) + a2, R0 = hn::Sqrt(lo * lo + w2), R1 = hn::Sqrt(hi * hi + w2);
  const V i0 = set(1.0) / R0, i1 = set(1.0) / R1, inverse_w2 = set(1.0) / w2, reach = R0 + R1, ends = lo * hi;
  const Mask astride = hn::And(ends<set(0.0), length + length> reach);
  const V apart = length * reach * (i0 * i1) / (R0 * R1 + ends + w2);
  const V m30 = hn::IfThenElse(astride, (hi * i1 - lo * i0) * inverse_w2, apart);
  const V i02 = i0 * i0, i12 = i1 * i1, m31 = length * (lo + hi) / reach * (i0 * i1);
  const V g = hi * i1 * i12 - lo * i0 * i02;
  const V m50 = (m30 + m30 + g) * inverse_w2, m51 = m31 * (i02 + i12 + i0 * i1), m52 = m30 - g;

  const Vec3 u = cross(b, t), rho_b = cross(rho, b);
  const V u_rho = dot(u, rho), half = set(0.5 * (1.0 - nu));
  const V Vr = m30 + m30 + a2 * m50, Ve = m31 + m31 + a2 * m51;
  const Vec3 dd = half * (Ve * u - Vr * rho_b);
  const V trace = u_rho * (m30 + a2 * m50);
  // -u A - A u + C = -(u A) - (A u) + u.rho (m50 rho rho + m51 (rho t + t rho) + m52 t t); p and q gather rho and t.
  const Vec3 A = m30 * rho + m31 * t;
  const Vec3 p = u_rho * (m50 * rho + m51 * t), q = u_rho * (m51 * rho + m52 * t) + dd;
  sum.xx = sum.xx + (trace + p.x * rho.x + q.x * t.x + dd.x * t.x - set(2.0) * (u.x * A.x));
  sum.yy = sum.yy + (trace + p.y * rho.y + q.y * t.y + dd.y * t.y - set(2.0) * (u.y * A.y));
  sum.zz = sum.zz + (trace + p.z * rho.z + q.z * t.z + dd.z * t.z - set(2.0) * (u.z * A.z));
  sum.yz = sum.yz + (p.y * rho.z + q.y * t.z + dd.z * t.y - u.y * A.z - u.z * A.y);
  sum.xz = sum.xz + (p.x * rho.z + q.x * t.z + dd.z * t.x - u.x * A.z - u.z * A.x);
  sum.xy = sum.xy + (p.x * rho.y + q.x * t.y + dd.y * t.x - u.x * A.y - u.y * A.x);
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
