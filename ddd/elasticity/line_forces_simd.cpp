// Forces that lines make on segments by Gauss points, compiled once for each SIMD target and chosen at run time.
#include <algorithm>
#include <numbers>

#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/line_forces.hpp"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/line_forces_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ddd/elasticity/stress-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {
namespace {

using Fields = SegmentBatch;

struct Constants {
  V a2, half, edge;  ///< core radius squared [nm^2], (1 - nu)/2, mu/(4 pi (1 - nu)) [GPa]

  explicit Constants(const ElasticConstants& c)
      : a2(set(c.core_radius * c.core_radius)),
        half(set(0.5 * (1.0 - c.poisson))),
        edge(set(c.shear / (4.0 * std::numbers::pi * (1.0 - c.poisson)))) {}
};

/// Of the copy nearest to z, relative to the source.
struct Nearest {
  V period, per_period;

  explicit Nearest(double z_period) : period(set(z_period)), per_period(set(z_period > 0.0 ? 1.0 / z_period : 0.0)) {}
  HWY_INLINE V shift(V z, V source_z) const { return period * hn::Round((z - source_z) * per_period); }
};

HWY_INLINE Vec3 broadcast(const Vector3& v) {
  return {set(v.x()), set(v.y()), set(v.z())};
}

/// One source: a segment or a half line.
struct SegmentSource {
  Vec3 a, t, b;
  V length, z;

  SegmentSource(const SegmentBatch& batch, std::size_t i) {
    const auto value = [&](std::size_t k) { return set(batch.field(k)[i]); };
    a = {value(Fields::ax), value(Fields::ay), value(Fields::az)};
    t = {value(Fields::tx), value(Fields::ty), value(Fields::tz)};
    b = {value(Fields::bx), value(Fields::by), value(Fields::bz)};
    length = value(Fields::length);
    z = a.z + set(0.5) * length * t.z;
  }
  HWY_INLINE void add(const Vec3& d, const Vec3& burgers, const Constants& c, Stress& sum) const {
    add_segment(d, t, length, burgers, c.a2, c.half, sum);
  }
};
struct HalfLineSource {
  Vec3 a, t, b;
  V z;

  explicit HalfLineSource(const HalfLine& line)
      : a(broadcast(line.origin)), t(broadcast(line.direction)), b(broadcast(line.burgers)), z(a.z) {}
  HWY_INLINE void add(const Vec3& d, const Vec3& burgers, const Constants& c, Stress& sum) const {
    add_half_line(d, t, burgers, c.a2, c.half, sum);
  }
};

HWY_INLINE Stress no_stress() {
  const V zero = set(0.0);
  return {zero, zero, zero, zero, zero, zero};
}

/// A vector of segments acted on.
struct Targets {
  Vec3 middle, line, b;  ///< line = length t
  V length;

  Targets(const SegmentBatch& batch, std::size_t first) {
    const auto field = [&](std::size_t k) { return hn::LoadU(Lanes(), batch.field(k) + first); };
    length = field(Fields::length);
    line = length * Vec3{field(Fields::tx), field(Fields::ty), field(Fields::tz)};
    middle = Vec3{field(Fields::ax), field(Fields::ay), field(Fields::az)} + set(0.5) * line;
    b = {field(Fields::bx), field(Fields::by), field(Fields::bz)};
  }
};

/// Forces of stresses at the N points of a Gauss rule:  F_b = sum_g w_g x_g (sigma_g.b) x l,  F_a with 1 - x_g.
template <int N>
HWY_INLINE void add_gauss_forces(const Targets& on, const Stress* at, const Constants& c, Vec3& on_a, Vec3& on_b) {
  constexpr detail::GaussRule<N> rule;
  for (std::size_t g = 0; g < N; ++g) {
    const Stress& s = at[g];
    const Vec3 pull{s.xx * on.b.x + s.xy * on.b.y + s.xz * on.b.z, s.xy * on.b.x + s.yy * on.b.y + s.yz * on.b.z,
                    s.xz * on.b.x + s.yz * on.b.y + s.zz * on.b.z};
    const Vec3 f = (set(0.5 * rule.weight[g]) * c.edge) * cross(pull, on.line);
    on_a = on_a + set(0.5 * (1.0 - rule.node[g])) * f;
    on_b = on_b + set(0.5 * (1.0 + rule.node[g])) * f;
  }
}

/// The stress at the N points of the rule, of the source's copies at `offsets` from a middle at d from the source.
template <int N, class Source>
HWY_INLINE void add_at_points(const Targets& on, const Source& source, const Vec3& d, const Vec3& b,
                              std::span<const CopyOffset> offsets, const Constants& c, Stress* at) {
  constexpr detail::GaussRule<N> rule;
  for (std::size_t g = 0; g < N; ++g) {
    const Vec3 x = d + set(0.5 * rule.node[g]) * on.line;
    for (const CopyOffset& copy : offsets) source.add({x.x, x.y, x.z - set(copy.z)}, set(copy.weight) * b, c, at[g]);
  }
}

void add_to(const Vec3& on_a, const Vec3& on_b, std::size_t first, std::size_t last, ForceBatch& out) {
  const Mask valid = hn::FirstN(Lanes(), last - first);
  const V force[6] = {on_a.x, on_a.y, on_a.z, on_b.x, on_b.y, on_b.z};
  for (std::size_t k = 0; k < 6; ++k) {
    double* to = out.component(k) + first;
    hn::StoreU(hn::LoadU(Lanes(), to) + hn::IfThenElseZero(valid, force[k]), Lanes(), to);
  }
}

HWY_INLINE void list_lanes(Mask mask, std::size_t first, std::size_t line, std::vector<NearHalfLine>& near) {
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(Lanes(), mask, bits);
  for (std::uint32_t left = bits[0], lane = 0; left != 0; ++lane, left >>= 1)
    if (left & 1) near.push_back({static_cast<std::uint32_t>(first + lane), static_cast<std::uint32_t>(line)});
}

void half_line_forces(const SegmentRange& range, std::span<const HalfLine> lines, const PeriodicCopies& copies,
                      double near_ratio, const ElasticConstants& elastic, ForceBatch& out, ForceBatch& far_copies,
                      std::vector<NearHalfLine>& near) {
  const Constants c(elastic);
  const Nearest nearest(copies.period);
  const V zero = set(0.0);
  for (std::size_t first = range.first; first < range.last; first += hn::Lanes(Lanes())) {
    const Targets on(range.batch, first);
    const V on_z = copies.on_z.empty() ? on.middle.z : hn::LoadU(Lanes(), copies.on_z.data() + first);
    const Mask valid = hn::FirstN(Lanes(), range.last - first);
    const V reach = set(near_ratio) * on.length;
    Stress at[3] = {no_stress(), no_stress(), no_stress()}, others[1] = {no_stress()};
    for (std::size_t l = 0; l < lines.size(); ++l) {
      const HalfLineSource source(lines[l]);
      Vec3 d = on.middle - source.a;
      d.z = d.z - nearest.shift(on_z, copies.line_z.empty() ? source.z : set(copies.line_z[l]));
      const Vec3 off = d - hn::Max(zero, dot(d, source.t)) * source.t;
      const Mask close = dot(off, off) < reach * reach;
      list_lanes(hn::And(valid, close), first, l, near);
      const auto keep = [&](V v) HWY_ATTR { return hn::IfThenZeroElse(close, v); };
      add_at_points<3>(on, source, d, {keep(source.b.x), keep(source.b.y), keep(source.b.z)}, copies.nearest(), c, at);
      add_at_points<1>(on, source, d, source.b, copies.others(), c, others);
    }
    Vec3 on_a{zero, zero, zero}, on_b = on_a;
    add_gauss_forces<3>(on, at, c, on_a, on_b);
    add_to(on_a, on_b, first, range.last, out);
    Vec3 others_a{zero, zero, zero}, others_b = others_a;
    add_gauss_forces<1>(on, others, c, others_a, others_b);
    add_to(others_a, others_b, first, range.last, far_copies);
  }
  std::sort(near.begin(), near.end(), [](const NearHalfLine& p, const NearHalfLine& q) {
    return p.on < q.on || (p.on == q.on && p.line < q.line);
  });
}

void copy_forces(const SegmentRange& range, const SegmentBatch& sources, const PeriodicCopies& copies,
                 const ElasticConstants& elastic, ForceBatch& out) {
  const Constants c(elastic);
  const Nearest nearest(copies.period);
  const V zero = set(0.0);
  for (std::size_t first = range.first; first < range.last; first += hn::Lanes(Lanes())) {
    const Targets on(range.batch, first);
    Stress at[2] = {no_stress(), no_stress()};
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const SegmentSource source(sources, i);
      Vec3 d = on.middle - source.a;
      d.z = d.z - nearest.shift(on.middle.z, source.z);
      add_at_points<2>(on, source, d, source.b, copies.others(), c, at);
    }
    Vec3 on_a{zero, zero, zero}, on_b = on_a;
    add_gauss_forces<2>(on, at, c, on_a, on_b);
    add_to(on_a, on_b, first, range.last, out);
  }
}

}  // namespace
}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {
namespace {

HWY_EXPORT(half_line_forces);
HWY_EXPORT(copy_forces);

}  // namespace

void batch_half_line_forces(const SegmentRange& on, std::span<const HalfLine> lines, const PeriodicCopies& copies,
                            double near_ratio, const ElasticConstants& elastic, ForceBatch& out, ForceBatch& others,
                            std::vector<NearHalfLine>& near) {
  simd_target();
  HWY_DYNAMIC_DISPATCH(half_line_forces)(on, lines, copies, near_ratio, elastic, out, others, near);
}

void batch_copy_forces(const SegmentRange& on, const SegmentBatch& sources, const PeriodicCopies& copies,
                       const ElasticConstants& elastic, ForceBatch& out) {
  simd_target();
  HWY_DYNAMIC_DISPATCH(copy_forces)(on, sources, copies, elastic, out);
}

}  // namespace pillardd
#endif
