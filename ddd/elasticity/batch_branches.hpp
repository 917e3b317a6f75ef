#pragma once
#include "ddd/elasticity/batch.hpp"

namespace pillardd {

/// Pairs of a segment of `rows` and one of `columns`, and where their forces go.
struct PairWork {
  const SegmentBatch& rows;
  const SegmentBatch& columns;
  double period;
  const ElasticConstants& elastic;
  ForceBatch& on_rows;
  ForceBatch& on_columns;
};

/// Pairs that wait for another branch than the closed form at an angle.
struct Pairs {
  static constexpr std::size_t most = 512;
  std::size_t count = 0;
  PairIndex index[most];

  void add(PairIndex pair) { index[count++] = pair; }
  /// Those of `from` whose bits are set.
  void add(std::uint32_t bits, const PairIndex* from) {
    for (; bits != 0; bits >>= 1, ++from)
      if (bits & 1) add(*from);
  }
};

/// Largest T L/(s^2 K1^2) for the closed form at an angle: 1.1e-16 times it estimates the error relative to the pair's
/// scale; of 54,000 pairs let through at 2.5 times this none had ten times the estimate (docs/theory/pair-forces.md,
/// eq. 8).
inline constexpr double tolerated_cancellation = 4e6;

/// Points a side of the product Gauss rules, and how far apart the pair must lie by the longer segment's length.
inline constexpr int fewest_points = 3, few_points = 4, more_points = 6;
inline constexpr double fewest_gap = 15.0, few_gap = 5.0, more_gap = 1.42;

/// Squared sine below which (8) refuses every pair there can be, so that nothing is lost by not trying; far below it the
/// rounding of c = t.t' would reach x and y, and (8) with them.
inline constexpr double parallel_sine2 = 1e-18;

/// Deals the pairs that the closed form refused: separated ones to the Gauss rules, the others to `near`.
void sort_refused(const PairWork& work, const Pairs& refused, Pairs& fewest, Pairs& few, Pairs& more, Pairs& near);

/// The scalar form of each pair.
void one_by_one(const PairWork& work, const Pairs& pairs);

}  // namespace pillardd
