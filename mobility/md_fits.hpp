#pragma once
#include <array>

namespace pillardd {

/// Speed under a resolved shear tau >= 0.
struct Speed {
  double per_stress = 0.0;  ///< v/tau, finite at tau = 0 [nm/(ns GPa)]
  double slope = 0.0;       ///< dv/dtau [nm/(ns GPa)]
};

/// A fit of molecular dynamics: speeds from tau [GPa], T [K] and b [nm].
struct MdFit {
  const char* name;
  Speed (*screw)(double tau, double temperature, double b);
  Speed (*edge)(double tau, double temperature, double b);
};

const std::array<MdFit, 3>& md_fits();  ///< Fe, Ta, V; docs/theory/mobility-nonlinear.md

}  // namespace pillardd
