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

#include "ddd/elasticity/pair_quadrature-inl.hpp"
#include "ddd/elasticity/stress-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {
namespace {

using Fields = SegmentBatch;

HWY_INLINE Vec3 broadcast(const SegmentBatch& batch, std::size_t field, std::size_t i) {
  return {set(batch.field(field)[i]), set(batch.field(field + 1)[i]), set(batch.field(field + 2)[i])};
}

/// Row segment of a call, the constants, and the row's sums lane by lane.
struct Row {
  Vec3 a, t, b;
  V length, inverse;
  V middle_z, period, per_period;
  bool periodic;
  Elastic elastic;
  Vec3 on_a, on_b;

  Row(const SegmentBatch& rows, std::size_t i, double z_period, const ElasticConstants& c)
      : a(broadcast(rows, Fields::ax, i)),
        t(broadcast(rows, Fields::tx, i)),
        b(broadcast(rows, Fields::bx, i)),
        length(set(rows.field(Fields::length)[i])),
        inverse(set(rows.field(Fields::inverse_length)[i])),
        periodic(z_period > 0.0) {
    const V zero = set(0.0);
    on_a = on_b = {zero, zero, zero};
    middle_z = a.z + set(0.5) * length * t.z;
    period = set(z_period);
    per_period = set(periodic ? 1.0 / z_period : 0.0);
    elastic.a2 = set(c.core_radius * c.core_radius);
    elastic.edge = set(c.shear / (4.0 * std::numbers::pi * (1.0 - c.poisson)));
    elastic.screw = set(0.5 * (1.0 - c.poisson));
    elastic.allowed = set(tolerated_cancellation);
  }
};

/// The pairs of the row with the columns at `columns`, field k at columns + k stride, at their nearest copies.
HWY_INLINE Lines load_lines(const Row& row, const double* columns, std::size_t stride) {
  const auto field = [&](std::size_t k) { return hn::LoadU(Lanes(), columns + k * stride); };
  Lines in;
  in.t1 = row.t, in.b1 = row.b, in.length1 = row.length, in.inverse1 = row.inverse;
  Vec3 a{field(Fields::ax), field(Fields::ay), field(Fields::az)};
  in.t2 = {field(Fields::tx), field(Fields::ty), field(Fields::tz)};
  in.b2 = {field(Fields::bx), field(Fields::by), field(Fields::bz)};
  in.length2 = field(Fields::length), in.inverse2 = field(Fields::inverse_length);
  if (row.periodic) {
    const V middle_z = a.z + set(0.5) * in.length2 * in.t2.z;
    a.z = a.z + row.period * hn::Round((row.middle_z - middle_z) * row.per_period);
  }
  in.d = row.a - a;
  return in;
}

HWY_INLINE void add_at(double* to, Mask take, V value) {
  hn::StoreU(hn::LoadU(Lanes(), to) + hn::IfThenElseZero(take, value), Lanes(), to);
}

/// Adds the forces in the lanes of `take` to the row's sums and to the columns' forces at `to`.
HWY_INLINE void add_forces(Row& row, Mask take, const NodalForces& f, double* to, std::size_t stride) {
  const auto keep = [&](V v) { return hn::IfThenElseZero(take, v); };
  row.on_a = row.on_a + Vec3{keep(f.a1.x), keep(f.a1.y), keep(f.a1.z)};
  row.on_b = row.on_b + Vec3{keep(f.b1.x), keep(f.b1.y), keep(f.b1.z)};
  add_at(to, take, f.a2.x);
  add_at(to + stride, take, f.a2.y);
  add_at(to + 2 * stride, take, f.a2.z);
  add_at(to + 3 * stride, take, f.b2.x);
  add_at(to + 4 * stride, take, f.b2.y);
  add_at(to + 5 * stride, take, f.b2.z);
}

HWY_INLINE std::uint32_t bits_of(Mask mask) {
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(Lanes(), mask, bits);
  return bits[0];
}

/// One vector of pairs at an angle; the lanes of `valid` that would cancel come back.
HWY_NOINLINE std::uint32_t skew_vector(Row& row, const double* columns, std::size_t stride, Mask valid, double* to,
                                       std::size_t to_stride) {
  const Lines in = load_lines(row, columns, stride);
  NodalForces f;
  const Vec3 normal = cross(in.t1, in.t2);
  const V s2 = hn::Max(dot(normal, normal), set(1e-30));
  const Mask skew = s2 > set(parallel_sine2);
  if (hn::AllFalse(Lanes(), hn::And(skew, valid))) return bits_of(valid);
  const Mask good = skew_forces(in, normal, s2, row.elastic, f);
  add_forces(row, hn::And(valid, good), f, to, to_stride);
  return bits_of(hn::AndNot(good, valid));
}

/// The columns of a list in a vector of their own, and their forces.
struct Gathered {
  HWY_ALIGN double columns[Fields::field_count * simd_padding];
  HWY_ALIGN double forces[6 * simd_padding];
  std::size_t count;

  /// The lanes past the end of the list repeat its last column.
  Gathered(const SegmentBatch& batch, const std::uint32_t* list, std::size_t n)
      : count(std::min(n, hn::Lanes(Lanes()))) {
    for (std::size_t k = 0; k < Fields::field_count; ++k)
      for (std::size_t lane = 0; lane < hn::Lanes(Lanes()); ++lane)
        columns[k * simd_padding + lane] = batch.field(k)[list[std::min(lane, count - 1)]];
    std::fill(std::begin(forces), std::end(forces), 0.0);
  }
  Mask valid() const { return hn::FirstN(Lanes(), count); }
  void scatter(const std::uint32_t* list, ForceBatch& out) const {
    for (std::size_t k = 0; k < 6; ++k)
      for (std::size_t lane = 0; lane < count; ++lane) out.component(k)[list[lane]] += forces[k * simd_padding + lane];
  }
};

template <int N>
void quadrature_list(Row& row, const SegmentBatch& columns, const Columns& list, ForceBatch& out) {
  for (std::size_t i = 0; i < list.count; i += hn::Lanes(Lanes())) {
    Gathered g(columns, list.index + i, list.count - i);
    NodalForces f;
    quadrature_forces<N>(load_lines(row, g.columns, simd_padding), row.elastic, f);
    add_forces(row, g.valid(), f, g.forces, simd_padding);
    g.scatter(list.index + i, out);
  }
}

void finish(const PairWork& work, Row& row, const Columns& refused) {
  Columns fewest, few, more, rest;
  sort_refused(work, refused, fewest, few, more, rest);
  quadrature_list<fewest_points>(row, work.columns, fewest, work.on_columns);
  quadrature_list<few_points>(row, work.columns, few, work.on_columns);
  quadrature_list<more_points>(row, work.columns, more, work.on_columns);
  one_by_one(work, rest);
}

void add_row(const PairWork& work, const Row& row) {
  const auto sum = [](V v) { return hn::GetLane(hn::SumOfLanes(Lanes(), v)); };
  work.on_rows.add(work.row, {sum(row.on_a.x), sum(row.on_a.y), sum(row.on_a.z)},
                   {sum(row.on_b.x), sum(row.on_b.y), sum(row.on_b.z)});
}

/// Columns [first, last) in whole vectors, the lanes outside the range masked.
void block_forces(const PairWork& work, std::size_t first, std::size_t last) {
  const std::size_t lanes = hn::Lanes(Lanes());
  Row row(work.rows, work.row, work.period, work.elastic);
  Columns refused;
  for (std::size_t j = first / lanes * lanes; j < last; j += lanes) {
    Mask valid = hn::FirstN(Lanes(), std::min(last - j, lanes));
    if (j < first) valid = hn::AndNot(hn::FirstN(Lanes(), first - j), valid);
    std::uint32_t left = skew_vector(row, work.columns.field(0) + j, work.columns.stride(), valid,
                                     work.on_columns.component(0) + j, work.on_columns.stride());
    for (std::size_t lane = 0; left != 0; ++lane, left >>= 1)
      if (left & 1) refused.index[refused.count++] = static_cast<std::uint32_t>(j + lane);
    if (refused.count + lanes > Columns::most) {
      finish(work, row, refused);
      refused.count = 0;
    }
  }
  finish(work, row, refused);
  add_row(work, row);
}

void list_forces(const PairWork& work, std::span<const std::uint32_t> list) {
  const std::size_t lanes = hn::Lanes(Lanes());
  Row row(work.rows, work.row, work.period, work.elastic);
  Columns refused;
  for (std::size_t i = 0; i < list.size(); i += lanes) {
    Gathered g(work.columns, list.data() + i, list.size() - i);
    std::uint32_t left = skew_vector(row, g.columns, simd_padding, g.valid(), g.forces, simd_padding);
    g.scatter(list.data() + i, work.on_columns);
    for (std::size_t lane = 0; left != 0; ++lane, left >>= 1)
      if (left & 1) refused.index[refused.count++] = list[i + lane];
    if (refused.count + lanes > Columns::most) {
      finish(work, row, refused);
      refused.count = 0;
    }
  }
  finish(work, row, refused);
  add_row(work, row);
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
  const PairWork work{pairs.rows, pairs.row, pairs.columns, pairs.period, elastic, on_rows, on_columns};
  HWY_DYNAMIC_DISPATCH(block_forces)(work, pairs.first, pairs.last);
}

void batch_pair_forces(const PairList& pairs, const ElasticConstants& elastic, ForceBatch& on_rows,
                       ForceBatch& on_columns) {
  simd_target();
  const PairWork work{pairs.rows, pairs.row, pairs.columns, pairs.period, elastic, on_rows, on_columns};
  HWY_DYNAMIC_DISPATCH(list_forces)(work, pairs.list);
}

void batch_stress(std::span<const Vector3> points, const SegmentBatch& segments, const ElasticConstants& elastic,
                  std::span<Matrix3> out) {
  simd_target();
  HWY_DYNAMIC_DISPATCH(stress_at)(points, segments, elastic, out);
}

}  // namespace pillardd
#endif
