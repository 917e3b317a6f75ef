// Stress of a segment at points with its derivatives, once for each SIMD target. Equations: docs/theory/forces.md, (7).
#include "ddd/elasticity/slope_kernel.hpp"

#include <numbers>

#include "ddd/base/simd.hpp"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/slope_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ddd/elasticity/vector_functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {
namespace {

/// A value with its derivatives with respect to r (first three) and s'.
struct Dual {
  V v, d[6];
};
HWY_INLINE Dual constant(double x) {
  const V zero = set(0.0);
  return {set(x), {zero, zero, zero, zero, zero, zero}};
}
/// f of one value: its value and slope there.
HWY_INLINE Dual chain(V value, V slope, const Dual& p) {
  return {value, {slope * p.d[0], slope * p.d[1], slope * p.d[2], slope * p.d[3], slope * p.d[4], slope * p.d[5]}};
}
template <class Of>
HWY_INLINE Dual each(V value, const Of& of) {
  return {value, {of(0), of(1), of(2), of(3), of(4), of(5)}};
}
HWY_INLINE Dual operator+(const Dual& p, const Dual& q) {
  return each(p.v + q.v, [&](int i) HWY_ATTR { return p.d[i] + q.d[i]; });
}
HWY_INLINE Dual operator-(const Dual& p, const Dual& q) {
  return each(p.v - q.v, [&](int i) HWY_ATTR { return p.d[i] - q.d[i]; });
}
HWY_INLINE Dual operator*(const Dual& p, const Dual& q) {
  return each(p.v * q.v, [&](int i) HWY_ATTR { return p.v * q.d[i] + p.d[i] * q.v; });
}
HWY_INLINE Dual operator*(V f, const Dual& p) {
  return chain(f * p.v, f, p);
}
HWY_INLINE Dual square(const Dual& p) {
  return chain(p.v * p.v, p.v + p.v, p);
}
HWY_INLINE Dual root(const Dual& p) {
  const V r = hn::Sqrt(p.v);
  return chain(r, set(0.5) / r, p);
}
HWY_INLINE Dual inverse(const Dual& p) {
  const V i = set(1.0) / p.v;
  return chain(i, set(0.0) - i * i, p);
}
HWY_INLINE Dual choose(Mask which, const Dual& yes, const Dual& no) {
  return each(hn::IfThenElse(which, yes.v, no.v),
              [&](int i) HWY_ATTR { return hn::IfThenElse(which, yes.d[i], no.d[i]); });
}

struct Dual3 {
  Dual x, y, z;
};
HWY_INLINE Dual dot(const Dual3& p, const Dual3& q) {
  return p.x * q.x + p.y * q.y + p.z * q.z;
}
HWY_INLINE Dual dot(const Vec3& p, const Dual3& q) {
  return p.x * q.x + p.y * q.y + p.z * q.z;
}
HWY_INLINE Dual3 cross(const Vec3& p, const Dual3& q) {
  return {p.y * q.z - p.z * q.y, p.z * q.x - p.x * q.z, p.x * q.y - p.y * q.x};
}
HWY_INLINE Vec3 broadcast(const Vector3& v) {
  return {set(v.x()), set(v.y()), set(v.z())};
}

/// What the points of a pair share. b acted on, b' of the source, t its sense, u = b' x t.
struct Pair {
  Vec3 b, source, source_b;  ///< source_b = b' x b
  Dual3 t, u;
  Dual length, tb, ub;
  V a2, half;

  Pair(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic)
      : b(broadcast(on.burgers)),
        source(broadcast(from.burgers)),
        source_b(broadcast(from.burgers.cross(on.burgers))),
        a2(set(elastic.core_radius * elastic.core_radius)),
        half(set(0.5 * (1.0 - elastic.poisson))) {
    const Vector3 line = from.b - from.a;
    Dual* const to[3] = {&t.x, &t.y, &t.z};
    for (int i = 0; i < 3; ++i) {
      *to[i] = constant(line[i]);
      to[i]->d[3 + i] = set(1.0);
    }
    length = root(dot(t, t));
    const Dual per_length = inverse(length);
    for (Dual* x : to) *x = per_length * *x;
    u = cross(source, t);
    tb = dot(b, t);
    ub = dot(b, u);
  }
};

/// g = sigma.b, by mu/(4 pi (1-nu)): with the moments of segment_moments (stress-inl.hpp) and rho normal to t,
///   A = m30 rho + m31 t,  V_r = 2 m30 + a^2 m50,  V_e = 2 m31 + a^2 m51,  h = (1-nu)/2,
///   g = u.rho (m30 + a^2 m50) b + [u.rho (m50 rho.b + m51 t.b) - m30 u.b] rho
///     + [u.rho (m51 rho.b + m52 t.b) - m31 u.b + h (V_e u.b - V_r rho.(b' x b))] t
///     + [h V_e t.b - A.b] u - h V_r t.b (rho x b')
HWY_INLINE void traction(const Pair& in, const Dual3& r, Dual* g) {
  const Dual hi = dot(r, in.t), lo = hi - in.length;
  const Dual3 rho{r.x - hi * in.t.x, r.y - hi * in.t.y, r.z - hi * in.t.z};
  Dual w2 = square(rho.x) + square(rho.y) + square(rho.z);
  w2.v = w2.v + in.a2;
  const Dual R0 = root(square(lo) + w2), R1 = root(square(hi) + w2), i0 = inverse(R0), i1 = inverse(R1);
  const Dual per_w2 = inverse(w2), reach = R0 + R1, ends = lo * hi, i01 = i0 * i1;
  const Mask astride = hn::And(ends.v<set(0.0), in.length.v + in.length.v> reach.v);
  const Dual apart = in.length * reach * i01 * inverse(R0 * R1 + ends + w2);
  const Dual m30 = choose(astride, (hi * i1 - lo * i0) * per_w2, apart);
  const Dual i02 = square(i0), i12 = square(i1), growth = hi * i1 * i12 - lo * i0 * i02;
  const Dual m31 = in.length * (lo + hi) * inverse(reach) * i01;
  const Dual m50 = (m30 + m30 + growth) * per_w2, m51 = m31 * (i02 + i12 + i01), m52 = m30 - growth;
  const Dual Vr = m30 + m30 + in.a2 * m50, Ve = m31 + m31 + in.a2 * m51;
  const Dual u_rho = dot(in.u, rho), rb = dot(in.b, rho), Ab = m30 * rb + m31 * in.tb;
  const Dual trace = u_rho * (m30 + in.a2 * m50);
  const Dual on_rho = u_rho * (m50 * rb + m51 * in.tb) - m30 * in.ub;
  const Dual on_t =
      u_rho * (m51 * rb + m52 * in.tb) - m31 * in.ub + in.half * (Ve * in.ub - Vr * dot(in.source_b, rho));
  const Dual on_u = in.half * (Ve * in.tb) - Ab, on_side = in.half * (Vr * in.tb);
  const Dual3 side = cross(in.source, rho);  // b' x rho
  g[0] = in.b.x * trace + on_rho * rho.x + on_t * in.t.x + on_u * in.u.x + on_side * side.x;
  g[1] = in.b.y * trace + on_rho * rho.y + on_t * in.t.y + on_u * in.u.y + on_side * side.y;
  g[2] = in.b.z * trace + on_rho * rho.z + on_t * in.t.z + on_u * in.u.z + on_side * side.z;
}

Dual point(const double* xi, double start, double line, int axis) {
  Dual out = constant(0.0);
  out.v = hn::LoadU(Lanes(), xi) * set(line) + set(start);
  out.d[axis] = set(1.0);
  return out;
}

void slopes(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic, const double* xi,
            const double* weight, std::size_t count, detail::SlopeSums& sums) {
  const Pair in(on, from, elastic);
  const Vector3 start = on.a - from.a, line = on.b - on.a;
  V value[2][3], by_r[3][9], by_s[2][9];
  const V zero = set(0.0);
  for (auto& row : value) std::fill(std::begin(row), std::end(row), zero);
  for (auto& row : by_r) std::fill(std::begin(row), std::end(row), zero);
  for (auto& row : by_s) std::fill(std::begin(row), std::end(row), zero);
  for (std::size_t p = 0; p < count; p += hn::Lanes(Lanes())) {
    const Dual3 r{point(xi + p, start.x(), line.x(), 0), point(xi + p, start.y(), line.y(), 1),
                  point(xi + p, start.z(), line.z(), 2)};
    Dual g[3];
    traction(in, r, g);
    const V x = hn::LoadU(Lanes(), xi + p), w = hn::LoadU(Lanes(), weight + p), power[3] = {w, w * x, w * x * x};
    for (int k = 0; k < 3; ++k)
      for (int i = 0; i < 3; ++i) {
        if (k < 2) value[k][i] = value[k][i] + power[k] * g[i].v;
        for (int j = 0; j < 3; ++j) {
          by_r[k][3 * i + j] = by_r[k][3 * i + j] + power[k] * g[i].d[j];
          if (k < 2) by_s[k][3 * i + j] = by_s[k][3 * i + j] + power[k] * g[i].d[3 + j];
        }
      }
  }
  const double edge = elastic.shear / (4.0 * std::numbers::pi * (1.0 - elastic.poisson));
  const auto total = [&](V v) HWY_ATTR { return edge * hn::GetLane(hn::SumOfLanes(Lanes(), v)); };
  for (int k = 0; k < 2; ++k)
    for (int i = 0; i < 3; ++i) sums.value[k][i] = total(value[k][i]);
  for (int k = 0; k < 3; ++k)
    for (int i = 0; i < 9; ++i) {
      sums.by_r[k][i] = total(by_r[k][i]);
      if (k < 2) sums.by_s[k][i] = total(by_s[k][i]);
    }
}

}  // namespace
}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd::detail {
namespace {

HWY_EXPORT(slopes);

}  // namespace

void sum_slopes(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic,
                const double* xi, const double* weight, std::size_t count, SlopeSums& sums) {
  simd_target();
  HWY_DYNAMIC_DISPATCH(slopes)(on, from, elastic, xi, weight, count, sums);
}

}  // namespace pillardd::detail
#endif
