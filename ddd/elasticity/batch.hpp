#pragma once
#include <cstdint>
#include <span>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// Straight segments as a structure of arrays: field k of segment i is field(k)[i]. Padded to the vector width with
/// segments of Burgers vector zero. 88 bytes a segment.
class SegmentBatch {
 public:
  /// Start a [nm], unit line sense t, length and its inverse, Burgers vector [nm].
  enum Field : std::size_t { ax, ay, az, tx, ty, tz, length, inverse_length, bx, by, bz, field_count };

  explicit SegmentBatch(std::size_t n = 0) { resize(n); }
  /// Contents are undefined afterwards: set every segment. Keeps its memory when shrinking.
  void resize(std::size_t n);
  void set(std::size_t i, const StraightSegment& segment);
  StraightSegment segment(std::size_t i) const;  ///< its end is a + length t: equal to the one set to a rounding error
  std::size_t size() const { return size_; }
  std::size_t stride() const { return stride_; }  ///< doubles from one field to the next: size() padded
  const double* field(std::size_t k) const { return data_.data() + k * stride_; }

 private:
  std::size_t size_ = 0, stride_ = 0;
  AlignedVector<double> data_;
};

/// Nodal forces of segments [nN], structure of arrays: x, y, z on end a, then x, y, z on end b. 48 bytes a segment.
class ForceBatch {
 public:
  explicit ForceBatch(std::size_t n = 0) { assign(n); }
  void assign(std::size_t n);  ///< n segments without force
  void add(std::size_t i, const Vector3& on_a, const Vector3& on_b);
  void add(const ForceBatch& other);  ///< of the same size, element by element
  Vector3 on_a(std::size_t i) const { return {component(0)[i], component(1)[i], component(2)[i]}; }
  Vector3 on_b(std::size_t i) const { return {component(3)[i], component(4)[i], component(5)[i]}; }
  std::size_t size() const { return size_; }
  std::size_t stride() const { return stride_; }  ///< doubles from one component to the next
  double* component(std::size_t k) { return data_.data() + k * stride_; }
  const double* component(std::size_t k) const { return data_.data() + k * stride_; }

 private:
  std::size_t size_ = 0, stride_ = 0;
  AlignedVector<double> data_;
};

/// Which pairs: segment `row` of `rows` with columns [first, last) of `columns`.
/// period > 0: each column is taken at its copy along z whose midpoint is nearest to the row's [nm]; 0: as it stands.
/// `rows` and `columns` may be one batch; [first, last) must then leave the row out.
struct PairBlock {
  const SegmentBatch& rows;
  std::size_t row;
  const SegmentBatch& columns;
  std::size_t first, last;
  double period = 0.0;
};

struct PairIndex {
  std::uint32_t row, column;
};

/// Pairs of segments of one batch, in any order, each once. period: as in PairBlock.
struct PairList {
  const SegmentBatch& segments;
  std::span<const PairIndex> list;
  double period = 0.0;
};

/// Nodal forces of each pair, closed form (docs/theory/pair-forces.md), added to `on_rows` (at `row`) and to
/// `on_columns`; the two may be one object. Exact to 1e-8 of oracle::pair_scale of each pair.
/// The same arguments give the same bits: sums run over lanes in a fixed order. Thread-safe where the outputs are
/// different objects. A block and a list of the same pairs may differ in the last digits.
void batch_pair_forces(const PairBlock& pairs, const ElasticConstants& elastic, ForceBatch& on_rows,
                       ForceBatch& on_columns);
void batch_pair_forces(const PairList& pairs, const ElasticConstants& elastic, ForceBatch& out);

/// out[p] += the stress of all segments of the batch at points[p] [GPa], closed form. Each point's sum runs over the
/// segments in order: its bits do not depend on the other points.
void batch_stress(std::span<const Vector3> points, const SegmentBatch& segments, const ElasticConstants& elastic,
                  std::span<Matrix3> out);

/// The half line from `origin` along the unit vector `direction` to infinity, sense outward [nm].
struct HalfLine {
  Vector3 origin, direction, burgers;
};

/// out[p] += the stress of all half lines at points[p] [GPa].
void batch_half_line_stress(std::span<const Vector3> points, std::span<const HalfLine> lines,
                            const ElasticConstants& elastic, std::span<Matrix3> out);

/// The same by the scalar closed forms of elasticity.hpp, one pair or point at a time: what the vector kernels are held
/// against.
namespace plain {
void batch_pair_forces(const PairBlock& pairs, const ElasticConstants& elastic, ForceBatch& on_rows,
                       ForceBatch& on_columns);
void batch_stress(std::span<const Vector3> points, const SegmentBatch& segments, const ElasticConstants& elastic,
                  std::span<Matrix3> out);
void batch_half_line_stress(std::span<const Vector3> points, std::span<const HalfLine> lines,
                            const ElasticConstants& elastic, std::span<Matrix3> out);
}  // namespace plain

}  // namespace pillardd
