#include <cmath>

#include "ddd/base/errors.hpp"
#include "ddd/crystal/material.hpp"

namespace pillardd {

namespace {

struct CubicCompliances {
  double s11, s12, s44;  ///< [1/GPa]
};

CubicCompliances compliances(const CubicConstants& c) {
  const double denominator = (c.c11 - c.c12) * (c.c11 + 2 * c.c12);
  return {(c.c11 + c.c12) / denominator, -c.c12 / denominator, 1 / c.c44};
}

/// l²m² + m²n² + n²l²
double anisotropy_factor(const Integer3& direction) {
  const Vector3 v(direction[0], direction[1], direction[2]);
  require(v.squaredNorm() > 0, "an elastic modulus along a zero direction");
  const Vector3 q = v.cwiseAbs2() / v.squaredNorm();  // l², m², n²
  return q[0] * q[1] + q[1] * q[2] + q[2] * q[0];
}

}  // namespace

double youngs_modulus(const CubicConstants& c, const Integer3& direction) {
  const CubicCompliances s = compliances(c);
  return 1 / (s.s11 - 2 * (s.s11 - s.s12 - 0.5 * s.s44) * anisotropy_factor(direction));
}

double torsion_modulus(const CubicConstants& c, const Integer3& direction) {
  const CubicCompliances s = compliances(c);
  return 1 / (s.s44 + 4 * (s.s11 - s.s12 - 0.5 * s.s44) * anisotropy_factor(direction));
}

/// G = (G_V + G_R)/2 with Voigt's  G_V = (C' 2 + 3 C44)/5  and Reuss's  G_R = 5 C' C44/(2 C44 + 3 C'),  C' = (C11 -
/// C12)/2; the bulk modulus K = (C11 + 2 C12)/3 is exact;  nu = (3K - 2G)/(6K + 2G).
IsotropicModuli hill_average(const CubicConstants& c) {
  const double c_prime = 0.5 * (c.c11 - c.c12), bulk = (c.c11 + 2 * c.c12) / 3;
  const double voigt = (2 * c_prime + 3 * c.c44) / 5, reuss = 5 * c_prime * c.c44 / (2 * c.c44 + 3 * c_prime);
  const double shear = 0.5 * (voigt + reuss);
  return {shear, (3 * bulk - 2 * shear) / (6 * bulk + 2 * shear)};
}

}  // namespace pillardd
