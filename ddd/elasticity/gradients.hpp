#pragma once
#include <array>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// Nodal forces of a pair and how they change with its ends; ends in the order a1, b1, a2, b2.
struct PairGradient {
  std::array<Vector3, 4> force;                 ///< [nN]
  std::array<std::array<Matrix3, 4>, 4> slope;  ///< [i][j] = d force_i / d end_j [nN/nm]
};

/// Derivative of pair_forces with respect to the four end points, touching and parallel pairs included. Error about
/// 1e-10 of the pair's own scale over the shorter length or a.
PairGradient pair_gradient(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic);

/// Forces on the ends (a, b) of `on` in the stress of `from`, and how they change with its own ends and with the
/// other's: one side of a pair, half the cost.
struct SideGradient {
  std::array<Vector3, 2> force;                    ///< [nN]
  std::array<std::array<Matrix3, 2>, 2> on, from;  ///< [i][j] = d force_i / d end_j [nN/nm]
};
SideGradient side_gradient(const StraightSegment& on, const StraightSegment& from, const ElasticConstants& elastic);

/// d F_b / d b of self_forces and of core_forces [nN/nm]. The other blocks follow: F_a = -F_b, and both depend on b - a
/// only.
Matrix3 self_gradient(const StraightSegment& segment, const ElasticConstants& elastic);
Matrix3 core_gradient(const StraightSegment& segment, double core_cutoff, const ElasticConstants& elastic);

}  // namespace pillardd
