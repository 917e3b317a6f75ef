#pragma once
#include <optional>

#include "ddd/base/types.hpp"

namespace pillardd {

/// A Burgers vector given in units of |1/2<111>| = a sqrt(3)/2, crystal frame, as integers in units of a/2:
/// (1, 1, 1)/sqrt(3) is [1, 1, 1]. nullopt when it is no BCC lattice vector (all indices odd or all even) within 0.01.
std::optional<Integer3> lattice_burgers(const Vector3& burgers);

/// The plane with indices up to 3 along `normal`, when it contains `burgers` exactly and `line` within 1e-6 rad;
/// {0,0,0} otherwise. All in the crystal frame.
Integer3 lattice_plane(const Vector3& normal, const Integer3& burgers, const Vector3& line);

}  // namespace pillardd
