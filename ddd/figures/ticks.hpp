#pragma once
#include <string>
#include <vector>

namespace pillardd {

/// Round numbers along an axis: 1, 2 or 5 times a power of ten apart.
struct Ticks {
  double from = 0.0, to = 1.0;      ///< the axis' ends, multiples of the minor step
  double step = 1.0;                ///< between labelled ticks
  int minor = 5;                    ///< parts that minor ticks divide a step into
  std::vector<double> values;       ///< labelled ticks within [from, to]
  std::vector<std::string> labels;  ///< all with the same number of decimals
};

/// Covers [low, high] with about `wanted` labelled ticks. Equal or unordered bounds are widened to a length of one.
Ticks nice_ticks(double low, double high, int wanted);

}  // namespace pillardd
