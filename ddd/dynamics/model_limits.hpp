#pragma once
#include <optional>
#include <string>

#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// How near a stress comes to what the crystal bears without dislocations [GPa].
struct LimitShears {
  double twinning = 0.0;  ///< largest resolved shear on {112} in the twinning sense
  double largest = 0.0;   ///< (sigma_1 - sigma_3)/2
};
LimitShears limit_shears(const Lattice& lattice, const Matrix3& stress);

/// The first threshold of the material that the stress passes somewhere: on the axis, and with the lines' own stress at
/// the sites of nucleation where these are known. docs/theory/nucleation.md, 10. The event tells the place and the
/// system.
struct FoundLimit {
  LimitPassed passed;
  Event event;
};
std::optional<FoundLimit> find_limit(const Model& model, const State& state);

/// "twinning on {112} (shear 9.1 of 9 GPa)"
std::string describe(const LimitPassed& limit);

}  // namespace pillardd
