#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// A ball that holds a segment, or all that it passes in a step [nm].
struct Ball {
  Vector3 centre;
  double radius = 0.0;
  bool still = false;  ///< of no interest with another such one
};

using NearPair = std::pair<std::uint32_t, std::uint32_t>;  ///< places in the list, first < second

/// Pairs of balls with |c_i - c_j| <= r_i + r_j + reach, ascending, but for those of two still ones; c_j is the nearest
/// copy along z where period > 0.
/// Decided with 1e-9 of the sum to spare, so that none is missed that another order of rounding would find: who needs
/// the exact bound tests it again. A sweep along the axis on which the balls spread widest: cost O(n log n + pairs that
/// overlap on that axis).
std::vector<NearPair> near_pairs(std::span<const Ball> balls, double reach, double period);

}  // namespace pillardd
