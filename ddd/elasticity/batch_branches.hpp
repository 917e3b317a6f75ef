#pragma once
#include "ddd/elasticity/batch.hpp"

namespace pillardd {

/// One row against columns, and where its forces go.
struct PairWork {
  const SegmentBatch& rows;
  std::size_t row;
  const SegmentBatch& columns;
  double period;
  const ElasticConstants& elastic;
  ForceBatch& on_rows;
  ForceBatch& on_columns;
};

/// Columns of a row that wait for another branch than the closed form at an angle.
struct Columns {
  static constexpr std::size_t most = 512;
  std::size_t count = 0;
  std::uint32_t index[most];
};

/// Largest T L/(s^2 K1^2) for the closed form at an angle: 1.1e-16 times it estimates the error relative to the pair's
/// scale; of 54,000 pairs let through at 2.5 times this none had ten times the estimate (docs/theory/pair-forces.md,
/// eq. 8).
inline constexpr double tolerated_cancellation = 4e6;

/// Points a side of the product Gauss rules, and how far apart the pair must lie by the longer segment's length.
inline constexpr int fewest_points = 3, few_points = 4, more_points = 6;
inline constexpr double fewest_gap = 15.0, few_gap = 5.0, more_gap = 1.42;

/// Squared sine below which (8) refuses every pair there can be: nothing is lost by not trying.
inline constexpr double parallel_sine2 = 1e-18;

/// Deals the columns that the closed form refused: separated pairs to the Gauss rules, the others to the scalar form.
void sort_refused(const PairWork& work, const Columns& refused, Columns& fewest, Columns& few, Columns& more,
                  Columns& rest);

/// The scalar closed form of each column.
void one_by_one(const PairWork& work, const Columns& columns);

}  // namespace pillardd
