#pragma once
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// Where the slopes of pair forces in Newton's matrix are kept from step to step, until a line has moved
/// (docs/theory/time-implicit.md): slopes are those of lines where this has them. Part of the checkpoint, so that a
/// resumed run finds the same ones again.
struct KeptSlopes {
  struct Line {
    Id segment;
    Vector3 from, to, burgers;  ///< [nm]
    bool sessile;
  };
  std::vector<Line> lines;  ///< of all segments when they were last asked for, ascending ids
};

}  // namespace pillardd
