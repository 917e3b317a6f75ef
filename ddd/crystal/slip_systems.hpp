#pragma once
#include <string>
#include <vector>

#include "ddd/crystal/lattice.hpp"

namespace pillardd {

struct SlipSystem {
  Integer3 burgers;  ///< units of a/2
  Integer3 plane;    ///< canonical
};

/// The 12 1/2<111>{110} systems, then the 12 1/2<111>{112} systems, in a fixed order that is part of the formats.
const std::vector<SlipSystem>& bcc_slip_systems();

/// {110} planes, then {112} planes, that contain `burgers` (three each for 1/2<111>), canonical.
std::vector<Integer3> glide_planes(const Integer3& burgers, bool with_110 = true, bool with_112 = true);

/// "[1 1 -1](1 0 1)", the same text for (b, n), (-b, n) and (b, -n); "[1 1 -1](none)" without a plane.
std::string slip_system_name(const Integer3& burgers, const Integer3& plane);

/// Index into bcc_slip_systems(), or -1 for any other pair.
int slip_system_index(const Integer3& burgers, const Integer3& plane);

/// Schmid factor |cos phi cos lambda| of a system for uniaxial load along the crystal direction `axis`.
double schmid_factor(const SlipSystem& system, const Integer3& axis);

/// Length of the longest screw in a pillar along the lattice's z, in diameters: 1/sin of the angle between b and z, of the
/// system with the greatest Schmid factor (the longest where several share it).
double screw_across(const Lattice& lattice);

}  // namespace pillardd
