#include "ddd/elasticity/half_line_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/half_line_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 16>;
using Lanes = hn::Vec<Tag>;

HWY_INLINE Lanes set(float x) {
  return hn::Set(Tag(), x);
}

struct Vec {
  Lanes x, y, z;
};
HWY_INLINE Vec vec(const float* v) {
  return {set(v[0]), set(v[1]), set(v[2])};
}
HWY_INLINE Lanes dot(const Vec& p, const Vec& q) {
  return p.x * q.x + p.y * q.y + p.z * q.z;
}
HWY_INLINE Vec cross(const Vec& p, const Vec& q) {
  return {p.y * q.z - p.z * q.y, p.z * q.x - p.x * q.z, p.x * q.y - p.y * q.x};
}

/// In the rows' order.
struct Stress {
  Lanes xx, yy, zz, xy, yz, xz;
};

/// int s^k/R^3 (m3k) and 3 int s^k/R^5 (m5k), R^2 = s^2 + w2.
struct Moments {
  Lanes m30, m31, m50, m51, m52;

  /// From s = -infinity to hi. Off the end, hi < 0, 1 + hi/R is w2 q with q = 1/(R (R + |hi|)).
  HWY_INLINE Moments(Lanes hi, Lanes w2) {
    const Lanes root = hn::Sqrt(hi * hi + w2), inverse = set(1.0F) / root, u = hi * inverse;
    const Lanes q = inverse / (root + hn::Abs(hi)), inverse_w2 = set(1.0F) / w2, cube = inverse * inverse * inverse;
    const auto off = hn::Lt(hi, set(0.0F));
    m30 = hn::IfThenElse(off, q, (set(1.0F) + u) * inverse_w2);
    m31 = set(0.0F) - inverse;
    m50 = hn::IfThenElse(off, q * q * (set(3.0F) - w2 * q),
                         (set(2.0F) + u * (set(3.0F) - u * u)) * (inverse_w2 * inverse_w2));
    m51 = set(0.0F) - cube;
    m52 = m30 - hi * cube;
  }

  /// From s = hi - length to hi, as segment_moments of stress-inl.hpp.
  HWY_INLINE Moments(Lanes hi, Lanes length, Lanes w2) {
    const Lanes lo = hi - length, r0 = hn::Sqrt(lo * lo + w2), r1 = hn::Sqrt(hi * hi + w2);
    const Lanes product = r0 * r1, both = set(1.0F) / product, i0 = both * r1, i1 = both * r0;
    const Lanes inverse_w2 = set(1.0F) / w2, reach = r0 + r1, ends = lo * hi;
    const auto astride = hn::And(hn::Lt(ends, set(0.0F)), hn::Gt(length + length, reach));
    m30 = hn::IfThenElse(astride, (hi * i1 - lo * i0) * inverse_w2, length * reach * both / (product + ends + w2));
    m31 = length * (lo + hi) / reach * both;
    const Lanes g = hi * i1 * i1 * i1 - lo * i0 * i0 * i0;
    m50 = (m30 + m30 + g) * inverse_w2;
    m51 = m31 * (i0 * i0 + i1 * i1 + i0 * i1);
    m52 = m30 - g;
  }
};

HWY_INLINE Moments moments(const HalfLineSource&, Lanes hi, Lanes w2) {
  return {hi, w2};
}
HWY_INLINE Moments moments(const SegmentSource& segment, Lanes hi, Lanes w2) {
  return {hi, set(segment.length), w2};
}

/// d from where the line starts to the points; rho its part across the line. About 150 flops.
template <class Source>
HWY_INLINE void add_line(const Vec& d, const Source& line, Lanes half, Lanes a2, Stress& sum) {
  const Vec t = vec(line.t), b = vec(line.b), u = cross(b, t);
  const Lanes hi = dot(d, t);
  const Vec rho{d.x - hi * t.x, d.y - hi * t.y, d.z - hi * t.z};
  const Moments m = moments(line, hi, dot(rho, rho) + a2);
  const Vec rho_b = cross(rho, b);
  const Lanes u_rho = dot(u, rho), two = set(2.0F);
  const Lanes vr = two * m.m30 + a2 * m.m50, ve = two * m.m31 + a2 * m.m51;
  const Vec dd{half * (ve * u.x - vr * rho_b.x), half * (ve * u.y - vr * rho_b.y), half * (ve * u.z - vr * rho_b.z)};
  const Lanes trace = u_rho * (m.m30 + a2 * m.m50);
  const Vec a{m.m30 * rho.x + m.m31 * t.x, m.m30 * rho.y + m.m31 * t.y, m.m30 * rho.z + m.m31 * t.z};
  const Lanes p5 = u_rho * m.m50, p6 = u_rho * m.m51, p7 = u_rho * m.m52;
  const Vec p{p5 * rho.x + p6 * t.x, p5 * rho.y + p6 * t.y, p5 * rho.z + p6 * t.z};
  const Vec q{p6 * rho.x + p7 * t.x + dd.x, p6 * rho.y + p7 * t.y + dd.y, p6 * rho.z + p7 * t.z + dd.z};
  sum.xx = sum.xx + (trace + p.x * rho.x + q.x * t.x + dd.x * t.x - two * (u.x * a.x));
  sum.yy = sum.yy + (trace + p.y * rho.y + q.y * t.y + dd.y * t.y - two * (u.y * a.y));
  sum.zz = sum.zz + (trace + p.z * rho.z + q.z * t.z + dd.z * t.z - two * (u.z * a.z));
  sum.yz = sum.yz + (p.y * rho.z + q.y * t.z + dd.z * t.y - u.y * a.z - u.z * a.y);
  sum.xz = sum.xz + (p.x * rho.z + q.x * t.z + dd.z * t.x - u.x * a.z - u.z * a.x);
  sum.xy = sum.xy + (p.x * rho.y + q.x * t.y + dd.y * t.x - u.x * a.y - u.y * a.x);
}

/// Adds it, times what is kept of each lane, in rows at `out`.
template <class Keep>
HWY_INLINE void add_rows(const Stress& sum, const Keep& keep, float* out) {
  const Tag d;
  const auto add = [&](std::size_t row, Lanes value)
                       HWY_ATTR { hn::Store(hn::Load(d, out + 16 * row) + keep(value), d, out + 16 * row); };
  add(0, sum.xx);
  add(1, sum.yy);
  add(2, sum.zz);
  add(3, sum.xy);
  add(4, sum.yz);
  add(5, sum.xz);
}

template <class Source>
HWY_INLINE void add_lines(const float* x, const Source* lines, std::size_t count, float poisson, float core_squared,
                          float* out) {
  const Tag d;
  const Lanes half = set(0.5F * (1.0F - poisson)), a2 = set(core_squared), zero = set(0.0F);
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
    Stress sum{zero, zero, zero, zero, zero, zero};
    const Vec at{hn::Load(d, x + lane), hn::Load(d, x + lane + 16), hn::Load(d, x + lane + 32)};
    for (std::size_t k = 0; k < count; ++k) {
      const Vec from = vec(lines[k].x);
      add_line({at.x - from.x, at.y - from.y, at.z - from.z}, lines[k], half, a2, sum);
    }
    add_rows(
        sum, [](Lanes value) HWY_ATTR { return value; }, out + lane);
  }
}

template <class Source>
HWY_INLINE void add_masked(const float* x, std::size_t blocks, const Source& line, const float* keep, float poisson,
                           float core_squared, float* out) {
  const Tag d;
  const Lanes half = set(0.5F * (1.0F - poisson)), a2 = set(core_squared), zero = set(0.0F);
  const Vec from = vec(line.x);
  for (std::size_t block = 0; block < blocks;
       ++block, x += point_rows * block_points, out += stress_rows * block_points)
    for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
      Stress sum{zero, zero, zero, zero, zero, zero};
      add_line(
          {hn::Load(d, x + lane) - from.x, hn::Load(d, x + lane + 16) - from.y, hn::Load(d, x + lane + 32) - from.z},
          line, half, a2, sum);
      const Lanes kept = hn::Load(d, keep + lane);
      add_rows(
          sum, [&](Lanes value) HWY_ATTR { return kept * value; }, out + lane);
    }
}

void HalfLines(const float* x, const HalfLineSource* lines, std::size_t count, float poisson, float core_squared,
               float* out) {
  add_lines(x, lines, count, poisson, core_squared, out);
}

void Segments(const float* x, const SegmentSource* lines, std::size_t count, float poisson, float core_squared,
              float* out) {
  add_lines(x, lines, count, poisson, core_squared, out);
}

void MaskedHalfLine(const float* x, std::size_t blocks, const HalfLineSource& line, const float* keep, float poisson,
                    float core_squared, float* out) {
  add_masked(x, blocks, line, keep, poisson, core_squared, out);
}

void MaskedSegment(const float* x, std::size_t blocks, const SegmentSource& line, const float* keep, float poisson,
                   float core_squared, float* out) {
  add_masked(x, blocks, line, keep, poisson, core_squared, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(HalfLines);
HWY_EXPORT(Segments);
HWY_EXPORT(MaskedHalfLine);
HWY_EXPORT(MaskedSegment);

void add_half_line_stress(const float* x, std::span<const HalfLineSource> lines, float poisson, float core_squared,
                          float* out) {
  HWY_DYNAMIC_DISPATCH(HalfLines)(x, lines.data(), lines.size(), poisson, core_squared, out);
}

void add_segment_stress(const float* x, std::span<const SegmentSource> segments, float poisson, float core_squared,
                        float* out) {
  HWY_DYNAMIC_DISPATCH(Segments)(x, segments.data(), segments.size(), poisson, core_squared, out);
}

void add_masked_half_line_stress(const float* x, std::size_t blocks, const HalfLineSource& line, const float* keep,
                                 float poisson, float core_squared, float* out) {
  HWY_DYNAMIC_DISPATCH(MaskedHalfLine)(x, blocks, line, keep, poisson, core_squared, out);
}

void add_masked_segment_stress(const float* x, std::size_t blocks, const SegmentSource& segment, const float* keep,
                               float poisson, float core_squared, float* out) {
  HWY_DYNAMIC_DISPATCH(MaskedSegment)(x, blocks, segment, keep, poisson, core_squared, out);
}

}  // namespace pillardd
#endif
