#pragma once
#include <array>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

using EndForces = std::array<Vector3, 2>;  ///< on ends (a, b) [nN]

/// Three-point Gauss-Legendre rule on [0, 1].
inline constexpr std::array<double, 3> gauss_point{0.1127016653792583, 0.5, 0.8872983346207417};
inline constexpr std::array<double, 3> gauss_weight{5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};

/// Half of (sigma . b) x line on either end: a uniform stress along the segment [nN].
Vector3 half_peach_koehler(const Matrix3& stress, const StraightSegment& s);

/// The force of a field that stays on a segment that has turned from line `from` to `to` and been stretched: exact for
/// the part along the glide plane, in which lines turn.
Vector3 turned(const Vector3& force, const Vector3& from, const Vector3& to);

}  // namespace pillardd
