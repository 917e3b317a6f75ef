#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// Image stress at mobile segments, kept from step to step while what moves changes it little
/// (docs/theory/image-spectral.md, 17). Part of the checkpoint.
struct KeptImage {
  /// A segment with the ids of its end nodes, and where it counted as being when its motion was last counted [nm].
  struct Line {
    Id segment, a, b;
    Vector3 from, to;
  };
  /// Of one mobile segment: the stress at its points less what every update has exactly [GPa]; by how much it may
  /// change per nm that the segment moves; by how much it may have changed since, both by (17), in units of mu b/(2 pi
  /// R); and the share of (17) that counts, learnt from what the stress has changed by.
  struct Spot {
    Id segment;
    std::uint32_t points;
    std::array<Matrix3, 3> stress;
    double gradient, changed, share;
  };
  std::vector<Line> lines;  ///< ascending ids, sessile segments too
  std::vector<Spot> spots;  ///< ascending ids
  std::vector<Id> exits;    ///< nodes on the surface
};

}  // namespace pillardd
