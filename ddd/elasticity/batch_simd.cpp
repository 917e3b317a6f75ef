// The batches' kernels, compiled once for each SIMD target and chosen at run time.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/batch_branches.hpp"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/batch_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ddd/elasticity/pair_parallel-inl.hpp"
#include "ddd/elasticity/pair_quadrature-inl.hpp"
#include "ddd/elasticity/stress-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {
namespace {

using Fields = SegmentBatch;

HWY_INLINE Vec3 broadcast(const SegmentBatch& batch, std::size_t field, std::size_t i) {
  return {set(batch.field(field)[i]), set(batch.field(field + 1)[i]), set(batch.field(field + 2)[i])};
}

/// Constants of a call.
struct Constants {
  Elastic elastic;
  V period, per_period;
  bool periodic;

  Constants(double z_period, const ElasticConstants& c)
      : period(set(z_period)), per_period(set(z_period > 0.0 ? 1.0 / z_period : 0.0)), periodic(z_period > 0.0) {
    elastic.a2 = set(c.core_radius * c.core_radius);
    elastic.edge = set(c.shear / (4.0 * std::numbers::pi * (1.0 - c.poisson)));
    elastic.screw = set(0.5 * (1.0 - c.poisson));
    elastic.poisson = set(c.poisson);
    elastic.allowed = set(tolerated_cancellation);
  }
};

/// One side of a vector of pairs.
struct Segments {
  Vec3 a, t, b;
  V length, inverse;

  /// The same segment in all lanes.
  Segments(const SegmentBatch& batch, std::size_t i)
      : a(broadcast(batch, Fields::ax, i)),
        t(broadcast(batch, Fields::tx, i)),
        b(broadcast(batch, Fields::bx, i)),
        length(set(batch.field(Fields::length)[i])),
        inverse(set(batch.field(Fields::inverse_length)[i])) {}
  /// Field k at `from` + k stride.
  Segments(const double* from, std::size_t stride) {
    const auto field = [&](std::size_t k) HWY_ATTR { return hn::LoadU(Lanes(), from + k * stride); };
    a = {field(Fields::ax), field(Fields::ay), field(Fields::az)};
    t = {field(Fields::tx), field(Fields::ty), field(Fields::tz)};
    b = {field(Fields::bx), field(Fields::by), field(Fields::bz)};
    length = field(Fields::length), inverse = field(Fields::inverse_length);
  }
  HWY_INLINE V middle_z() const { return a.z + set(0.5) * length * t.z; }
};

HWY_INLINE void set_row(const Segments& one, Lines& in) {
  in.t1 = one.t, in.b1 = one.b, in.length1 = one.length, in.inverse1 = one.inverse;
}

/// `two` at its copy nearest to `one`.
HWY_INLINE void set_column(const Segments& one, const Segments& two, const Constants& c, Lines& in) {
  in.t2 = two.t, in.b2 = two.b, in.length2 = two.length, in.inverse2 = two.inverse;
  in.d = one.a - two.a;
  if (c.periodic) in.d.z = in.d.z - c.period * hn::Round((one.middle_z() - two.middle_z()) * c.per_period);
}

HWY_INLINE std::uint32_t bits_of(Mask mask) {
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(Lanes(), mask, bits);
  return bits[0];
}

HWY_INLINE Vec3 keep(Mask take, const Vec3& v) {
  return {hn::IfThenElseZero(take, v.x), hn::IfThenElseZero(take, v.y), hn::IfThenElseZero(take, v.z)};
}

/// One vector of pairs at an angle; false, and no force, in the lanes that would cancel. Compiled once: rows and lists
/// call it.
HWY_INLINE Mask skew_vector(const Lines& in, const Elastic& elastic, Mask valid, NodalForces& out) {
  const Vec3 normal = cross(in.t1, in.t2);
  const V s2 = dot(normal, normal), zero = set(0.0);
  const Mask tried = hn::And(s2 > set(parallel_sine2), valid);
  if (hn::AllFalse(Lanes(), tried)) {
    out.a1 = out.b1 = out.a2 = out.b2 = {zero, zero, zero};
    return tried;
  }
  NodalForces f;
  const Mask good = hn::And(tried, skew_forces(in, normal, hn::Max(s2, set(1e-30)), elastic, f));
  out.a1 = keep(good, f.a1), out.b1 = keep(good, f.b1), out.a2 = keep(good, f.a2), out.b2 = keep(good, f.b2);
  return good;
}

/// Up to one vector of pairs, side by side.
struct Gathered {
  HWY_ALIGN double rows[Fields::field_count * simd_padding];
  HWY_ALIGN double columns[Fields::field_count * simd_padding];
  HWY_ALIGN double forces[12 * simd_padding];
  const PairIndex* pairs;
  std::size_t count;

  /// The lanes past the end of the list repeat its last pair.
  Gathered(const PairWork& work, const PairIndex* list, std::size_t n)
      : pairs(list), count(std::min(n, hn::Lanes(Lanes()))) {
    const double *row = work.rows.field(0), *column = work.columns.field(0);
    const std::size_t row_stride = work.rows.stride(), column_stride = work.columns.stride();
    for (std::size_t lane = 0; lane < hn::Lanes(Lanes()); ++lane) {
      const PairIndex p = list[std::min(lane, count - 1)];
      for (std::size_t k = 0; k < Fields::field_count; ++k) {
        rows[k * simd_padding + lane] = row[k * row_stride + p.row];
        columns[k * simd_padding + lane] = column[k * column_stride + p.column];
      }
    }
  }
  HWY_INLINE Lines lines(const Constants& c) const {
    Lines in;
    const Segments one(rows, simd_padding);
    set_row(one, in);
    set_column(one, Segments(columns, simd_padding), c, in);
    return in;
  }
  Mask valid() const { return hn::FirstN(Lanes(), count); }

  /// Adds the forces of the lanes in `take`, lane by lane: a segment may be in several.
  void scatter(const NodalForces& f, std::uint32_t take, const PairWork& work) {
    const Vec3* side[4] = {&f.a1, &f.b1, &f.a2, &f.b2};
    for (std::size_t k = 0; k < 4; ++k) {
      hn::Store(side[k]->x, Lanes(), forces + (3 * k) * simd_padding);
      hn::Store(side[k]->y, Lanes(), forces + (3 * k + 1) * simd_padding);
      hn::Store(side[k]->z, Lanes(), forces + (3 * k + 2) * simd_padding);
    }
    double *on_row = work.on_rows.component(0), *on_column = work.on_columns.component(0);
    const std::size_t row_stride = work.on_rows.stride(), column_stride = work.on_columns.stride();
    for (std::size_t lane = 0; lane < count; ++lane) {
      if ((take >> lane & 1) == 0) continue;
      for (std::size_t k = 0; k < 6; ++k) {
        on_row[k * row_stride + pairs[lane].row] += forces[k * simd_padding + lane];
        on_column[k * column_stride + pairs[lane].column] += forces[(k + 6) * simd_padding + lane];
      }
    }
  }
};

template <int N>
void quadrature_pairs(const PairWork& work, const Constants& c, const Pairs& list) {
  for (std::size_t i = 0; i < list.count; i += hn::Lanes(Lanes())) {
    Gathered g(work, list.index + i, list.count - i);
    NodalForces f;
    quadrature_forces<N>(g.lines(c), c.elastic, f);
    g.scatter(f, bits_of(g.valid()), work);
  }
}

HWY_NOINLINE Mask parallel_vector(const Lines& in, const Elastic& elastic, NodalForces& f) {
  return parallel_forces(in, elastic, f);
}

/// Parallel pairs in vectors, what is left one by one.
void near_pairs(const PairWork& work, const Constants& c, const Pairs& list) {
  Pairs rest;
  for (std::size_t i = 0; i < list.count; i += hn::Lanes(Lanes())) {
    Gathered g(work, list.index + i, list.count - i);
    NodalForces f;
    const Mask good = hn::And(g.valid(), parallel_vector(g.lines(c), c.elastic, f));
    g.scatter(f, bits_of(good), work);
    rest.add(bits_of(hn::AndNot(good, g.valid())), list.index + i);
  }
  one_by_one(work, rest);
}

void finish(const PairWork& work, const Constants& c, Pairs& refused) {
  Pairs fewest, few, more, near;
  sort_refused(work, refused, fewest, few, more, near);
  quadrature_pairs<fewest_points>(work, c, fewest);
  quadrature_pairs<few_points>(work, c, few);
  quadrature_pairs<more_points>(work, c, more);
  near_pairs(work, c, near);
  refused.count = 0;
}

HWY_INLINE void add_at(double* to, std::size_t stride, const Vec3& f) {
  hn::StoreU(hn::LoadU(Lanes(), to) + f.x, Lanes(), to);
  hn::StoreU(hn::LoadU(Lanes(), to + stride) + f.y, Lanes(), to + stride);
  hn::StoreU(hn::LoadU(Lanes(), to + 2 * stride) + f.z, Lanes(), to + 2 * stride);
}

/// Columns [first, last) in whole vectors, the lanes outside the range masked.
void block_forces(const PairWork& work, std::size_t row, std::size_t first, std::size_t last) {
  const std::size_t lanes = hn::Lanes(Lanes());
  const Constants c(work.period, work.elastic);
  const Segments one(work.rows, row);
  const V zero = set(0.0);
  Vec3 on_a{zero, zero, zero}, on_b = on_a;
  Lines in;
  set_row(one, in);
  Pairs refused;
  for (std::size_t j = first / lanes * lanes; j < last; j += lanes) {
    Mask valid = hn::FirstN(Lanes(), std::min(last - j, lanes));
    if (j < first) valid = hn::AndNot(hn::FirstN(Lanes(), first - j), valid);
    set_column(one, Segments(work.columns.field(0) + j, work.columns.stride()), c, in);
    NodalForces f;
    const Mask good = skew_vector(in, c.elastic, valid, f);
    on_a = on_a + f.a1, on_b = on_b + f.b1;
    const std::size_t stride = work.on_columns.stride();
    double* to = work.on_columns.component(0) + j;
    add_at(to, stride, f.a2), add_at(to + 3 * stride, stride, f.b2);
    std::uint32_t left = bits_of(hn::AndNot(good, valid));
    for (std::size_t lane = 0; left != 0; ++lane, left >>= 1)
      if (left & 1) refused.add({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(j + lane)});
    if (refused.count + lanes > Pairs::most) finish(work, c, refused);
  }
  finish(work, c, refused);
  const auto sum = [](V v) HWY_ATTR { return hn::GetLane(hn::SumOfLanes(Lanes(), v)); };
  work.on_rows.add(row, {sum(on_a.x), sum(on_a.y), sum(on_a.z)}, {sum(on_b.x), sum(on_b.y), sum(on_b.z)});
}

void list_forces(const PairWork& work, std::span<const PairIndex> pairs) {
  const std::size_t lanes = hn::Lanes(Lanes());
  const Constants c(work.period, work.elastic);
  Pairs refused;
  for (std::size_t i = 0; i < pairs.size(); i += lanes) {
    Gathered g(work, pairs.data() + i, pairs.size() - i);
    NodalForces f;
    const Mask good = skew_vector(g.lines(c), c.elastic, g.valid(), f);
    const std::uint32_t taken = bits_of(good), left = bits_of(hn::AndNot(good, g.valid()));
    if (taken != 0) g.scatter(f, taken, work);
    refused.add(left, pairs.data() + i);
    if (refused.count + lanes > Pairs::most) finish(work, c, refused);
  }
  finish(work, c, refused);
}

/// A vector of points at a time; the last one is filled up with its first point.
void stress_at(std::span<const Vector3> points, const SegmentBatch& segments, const ElasticConstants& c,
               std::span<Matrix3> out) {
  const std::size_t lanes = hn::Lanes(Lanes());
  const V a2 = set(c.core_radius * c.core_radius), half = set(0.5 * (1.0 - c.poisson));
  const V edge = set(c.shear / (4.0 * std::numbers::pi * (1.0 - c.poisson)));
  HWY_ALIGN double buffer[6][simd_padding];
  for (std::size_t p = 0; p < points.size(); p += lanes) {
    const std::size_t count = std::min(lanes, points.size() - p);
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t lane = 0; lane < lanes; ++lane)
        buffer[k][lane] = points[p + (lane < count ? lane : 0)][static_cast<Eigen::Index>(k)];
    const Vec3 x{hn::Load(Lanes(), buffer[0]), hn::Load(Lanes(), buffer[1]), hn::Load(Lanes(), buffer[2])};
    const V zero = set(0.0);
    Stress sum{zero, zero, zero, zero, zero, zero};
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto value = [&](std::size_t k) HWY_ATTR { return set(segments.field(k)[i]); };
      const Vec3 a = broadcast(segments, Fields::ax, i), t = broadcast(segments, Fields::tx, i);
      add_segment(x - a, t, value(Fields::length), broadcast(segments, Fields::bx, i), a2, half, sum);
    }
    const V component[6] = {sum.xx, sum.yy, sum.zz, sum.yz, sum.xz, sum.xy};
    for (std::size_t k = 0; k < 6; ++k) hn::Store(edge * component[k], Lanes(), buffer[k]);
    for (std::size_t lane = 0; lane < count; ++lane) {
      Matrix3 s;
      s << buffer[0][lane], buffer[5][lane], buffer[4][lane], buffer[5][lane], buffer[1][lane], buffer[3][lane],
          buffer[4][lane], buffer[3][lane], buffer[2][lane];
      out[p + lane] += s;
    }
  }
}

}  // namespace
}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {
namespace {

HWY_EXPORT(block_forces);
HWY_EXPORT(list_forces);
HWY_EXPORT(stress_at);

}  // namespace

void batch_pair_forces(const PairBlock& pairs, const ElasticConstants& elastic, ForceBatch& on_rows,
                       ForceBatch& on_columns) {
  simd_target();
  const PairWork work{pairs.rows, pairs.columns, pairs.period, elastic, on_rows, on_columns};
  HWY_DYNAMIC_DISPATCH(block_forces)(work, pairs.row, pairs.first, pairs.last);
}

void batch_pair_forces(const PairList& pairs, const ElasticConstants& elastic, ForceBatch& out) {
  simd_target();
  const PairWork work{pairs.segments, pairs.segments, pairs.period, elastic, out, out};
  HWY_DYNAMIC_DISPATCH(list_forces)(work, pairs.list);
}

void batch_stress(std::span<const Vector3> points, const SegmentBatch& segments, const ElasticConstants& elastic,
                  std::span<Matrix3> out) {
  simd_target();
  HWY_DYNAMIC_DISPATCH(stress_at)(points, segments, elastic, out);
}

}  // namespace pillardd
#endif
