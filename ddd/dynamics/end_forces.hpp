#pragma once
#include <array>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

using EndForces = std::array<Vector3, 2>;  ///< on ends (a, b) [nN]

/// Half of (sigma . b) x line on either end: a uniform stress along the segment [nN].
Vector3 half_peach_koehler(const Matrix3& stress, const StraightSegment& s);

}  // namespace pillardd
