#pragma once
#include <cstddef>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd::detail {

/// Sums over points x = a + xi s of a segment, weighted w, w xi, w xi^2, of g = sigma.b in the stress of another
/// segment (a', s' = b' - a'), of dg/dr with r = x - a', and of dg/ds' [GPa nm, GPa].
struct SlopeSums {
  double value[2][3];
  double by_r[3][9];  ///< [row of g][axis of r], by rows
  double by_s[2][9];
};

/// points: xi, then the weights; `count` is a multiple of simd_padding (points without weight fill it up).
void sum_slopes(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic,
                const double* xi, const double* weight, std::size_t count, SlopeSums& sums);

}  // namespace pillardd::detail
