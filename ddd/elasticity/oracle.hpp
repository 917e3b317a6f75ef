#pragma once
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd::oracle {

/// The slow reference: the line integral of physics by adaptive Gauss-Kronrod quadrature, nothing shared with the closed
/// forms but the integrand's definition written out in index notation.
Matrix3 segment_stress(const Vector3& x, const StraightSegment& segment, const ElasticConstants& elastic);

/// Double quadrature of the nodal forces.
PairForces pair_forces(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic);

/// Largest nodal force of the pair with every term of the integrand taken by absolute value [nN]: the scale of errors.
double pair_scale(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic);

}  // namespace pillardd::oracle
