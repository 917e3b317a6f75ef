#include "ddd/elasticity/batch.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/batch_branches.hpp"

namespace pillardd {
namespace {

std::size_t padded(std::size_t n) {
  return (n + simd_padding - 1) / simd_padding * simd_padding;
}

}  // namespace

void SegmentBatch::resize(std::size_t n) {
  size_ = n;
  stride_ = padded(n);
  data_.assign(field_count * stride_, 0.0);
  for (std::size_t i = n; i < stride_; ++i) {
    data_[tx * stride_ + i] = 1.0;
    data_[length * stride_ + i] = 1.0;
    data_[inverse_length * stride_ + i] = 1.0;
  }
}

void SegmentBatch::set(std::size_t i, const StraightSegment& segment) {
  const Vector3 span = segment.b - segment.a;
  const double norm = span.norm();
  double* first = data_.data() + i;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto axis = static_cast<Eigen::Index>(k);
    first[(ax + k) * stride_] = segment.a[axis];
    first[(tx + k) * stride_] = span[axis] / norm;
    first[(bx + k) * stride_] = segment.burgers[axis];
  }
  first[length * stride_] = norm;
  first[inverse_length * stride_] = 1.0 / norm;
}

StraightSegment SegmentBatch::segment(std::size_t i) const {
  const auto vector = [&](std::size_t k) { return Vector3(field(k)[i], field(k + 1)[i], field(k + 2)[i]); };
  const Vector3 a = vector(ax);
  return {a, a + field(length)[i] * vector(tx), vector(bx)};
}

void ForceBatch::assign(std::size_t n) {
  size_ = n;
  stride_ = padded(n);
  data_.assign(6 * stride_, 0.0);
}

void ForceBatch::add(std::size_t i, const Vector3& on_a, const Vector3& on_b) {
  for (std::size_t k = 0; k < 3; ++k) {
    component(k)[i] += on_a[static_cast<Eigen::Index>(k)];
    component(k + 3)[i] += on_b[static_cast<Eigen::Index>(k)];
  }
}

void ForceBatch::add(const ForceBatch& other) {
  for (std::size_t i = 0; i < data_.size(); ++i) data_[i] += other.data_[i];
}

namespace plain {
namespace {

/// The copy of `column` nearest to `row` along z.
StraightSegment nearest(const StraightSegment& row, const StraightSegment& column, double period) {
  if (period <= 0.0) return column;
  const double dz = 0.5 * (row.a.z() + row.b.z() - column.a.z() - column.b.z());
  const Vector3 shift(0.0, 0.0, period * std::nearbyint(dz / period));
  return {column.a + shift, column.b + shift, column.burgers};
}

void one_pair(const PairWork& work, PairIndex pair) {
  const StraightSegment row = work.rows.segment(pair.row);
  const PairForces f = pair_forces(row, nearest(row, work.columns.segment(pair.column), work.period), work.elastic);
  work.on_rows.add(pair.row, f.a1, f.b1);
  work.on_columns.add(pair.column, f.a2, f.b2);
}

}  // namespace

void batch_pair_forces(const PairBlock& pairs, const ElasticConstants& elastic, ForceBatch& on_rows,
                       ForceBatch& on_columns) {
  const PairWork work{pairs.rows, pairs.columns, pairs.period, elastic, on_rows, on_columns};
  for (std::size_t j = pairs.first; j < pairs.last; ++j)
    one_pair(work, {static_cast<std::uint32_t>(pairs.row), static_cast<std::uint32_t>(j)});
}

void batch_stress(std::span<const Vector3> points, const SegmentBatch& segments, const ElasticConstants& elastic,
                  std::span<Matrix3> out) {
  for (std::size_t p = 0; p < points.size(); ++p)
    for (std::size_t i = 0; i < segments.size(); ++i) out[p] += segment_stress(points[p], segments.segment(i), elastic);
}

void batch_half_line_stress(std::span<const Vector3> points, std::span<const HalfLine> lines,
                            const ElasticConstants& elastic, std::span<Matrix3> out) {
  for (std::size_t p = 0; p < points.size(); ++p)
    for (const HalfLine& line : lines)
      out[p] += half_line_stress(points[p], line.origin, line.direction, line.burgers, elastic);
}

}  // namespace plain

void sort_refused(const PairWork& work, const Pairs& refused, Pairs& fewest, Pairs& few, Pairs& more, Pairs& near) {
  using Fields = SegmentBatch;
  const auto middle = [](const SegmentBatch& batch, std::size_t i) {
    const double half = 0.5 * batch.field(Fields::length)[i];
    return Vector3(batch.field(Fields::ax)[i] + half * batch.field(Fields::tx)[i],
                   batch.field(Fields::ay)[i] + half * batch.field(Fields::ty)[i],
                   batch.field(Fields::az)[i] + half * batch.field(Fields::tz)[i]);
  };
  for (std::size_t i = 0; i < refused.count; ++i) {
    const PairIndex p = refused.index[i];
    Vector3 d = middle(work.rows, p.row) - middle(work.columns, p.column);
    if (work.period > 0.0) d.z() -= work.period * std::nearbyint(d.z() / work.period);
    const double one = work.rows.field(Fields::length)[p.row], two = work.columns.field(Fields::length)[p.column];
    const double longer = std::max(one, two), gap = d.norm() - 0.5 * (one + two);
    Pairs& to = gap > fewest_gap * longer ? fewest
                : gap > few_gap * longer  ? few
                : gap > more_gap * longer ? more
                                          : near;
    to.add(p);
  }
}

void one_by_one(const PairWork& work, const Pairs& pairs) {
  for (std::size_t i = 0; i < pairs.count; ++i) plain::one_pair(work, pairs.index[i]);
}

void batch_half_line_stress(std::span<const Vector3> points, std::span<const HalfLine> lines,
                            const ElasticConstants& elastic, std::span<Matrix3> out) {
  plain::batch_half_line_stress(points, lines, elastic, out);
}

}  // namespace pillardd
