#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/copy_offsets.hpp"

namespace pillardd {

/// Copies of sources along z: those at `offsets` from the copy whose middle (of a half line: its start) is nearest to
/// the middle of the segment acted on. Without a period sources stand as they are.
struct PeriodicCopies {
  double period = 0.0;                          ///< [nm]; 0: none
  std::vector<CopyOffset> offsets{{0.0, 1.0}};  ///< the nearest one first
  /// Heights that tell which copy of a half line is the nearest: of the segments acted on, padded, and of the half
  /// lines [nm]. Empty: where they are.
  std::span<const double> on_z, line_z;

  PeriodicCopies() = default;
  /// copy_offsets: all copies, those beyond `images` by two Gauss points on either side.
  PeriodicCopies(double z_period, int images) : period(z_period), offsets(copy_offsets(z_period, images)) {}
  /// The nearest ones alone.
  PeriodicCopies only_nearest() const {
    PeriodicCopies out;
    out.period = period;
    return out;
  }
  std::span<const CopyOffset> nearest() const { return std::span<const CopyOffset>(offsets).first(1); }
  std::span<const CopyOffset> others() const { return std::span<const CopyOffset>(offsets).subspan(1); }
};

/// Segments [first, last) of a batch, acted on; `first` is a multiple of simd_padding.
struct SegmentRange {
  const SegmentBatch& batch;
  std::size_t first, last;
};

/// Segment `on` of a range's batch and half line `line`, too near each other for Gauss points.
struct NearHalfLine {
  std::uint32_t on, line;
};

/// Adds the forces that the half lines make on the segments: to `out` of the nearest copies by three Gauss points a
/// segment, to `others` of the other copies at its middle. Pairs whose nearest copy passes the segment's middle nearer
/// than `near_ratio` of its lengths are listed in `near`, by segment and line, and that copy is left out. Bits do not
/// depend on the range.
void batch_half_line_forces(const SegmentRange& on, std::span<const HalfLine> lines, const PeriodicCopies& copies,
                            double near_ratio, const ElasticConstants& elastic, ForceBatch& out, ForceBatch& others,
                            std::vector<NearHalfLine>& near);

/// Adds the forces that all copies of the sources but the nearest ones, their own included, make on the segments, by
/// two Gauss points a segment: for periods of many lengths.
void batch_copy_forces(const SegmentRange& on, const SegmentBatch& sources, const PeriodicCopies& copies,
                       const ElasticConstants& elastic, ForceBatch& out);

}  // namespace pillardd
