#pragma once
#include <array>

#include "ddd/base/types.hpp"

namespace pillardd {

/// Isotropic, non-singular elasticity: Cai, Arsenlis, Weinberger, Bulatov, JMPS 54 (2006) 561.
struct ElasticConstants {
  double shear = unset;        ///< mu [GPa]
  double poisson = unset;      ///< nu
  double core_radius = unset;  ///< a, of the numerical core [nm]
};

/// A straight segment from a to b with Burgers vector (FS/RH for that sense) [nm].
struct StraightSegment {
  Vector3 a, b, burgers;
};

/// Stress of a finite straight segment at x [GPa], closed form.
Matrix3 segment_stress(const Vector3& x, const StraightSegment& segment, const ElasticConstants& elastic);

/// Stress of the half line from `origin` along the unit vector `direction` to infinity, sense outward [GPa], closed form.
Matrix3 half_line_stress(const Vector3& x, const Vector3& origin, const Vector3& direction, const Vector3& burgers,
                         const ElasticConstants& elastic);

/// Stress at x of a short element `dl` (vector, nm) at `source`: the integrand of the line integral times dl [GPa].
Matrix3 element_stress(const Vector3& x, const Vector3& source, const Vector3& dl, const Vector3& burgers,
                       const ElasticConstants& elastic);

/// Sum of element_stress over the copies shifted by k*period along z, |k| > images, approximated by its integral over z
/// from (images + 1/2) periods outward on both sides (midpoint rule; the relative error is stated in docs/theory) [GPa].
Matrix3 periodic_tail_stress(const Vector3& x, const Vector3& source, const Vector3& dl, const Vector3& burgers,
                             double period, int images, const ElasticConstants& elastic);

/// Nodal forces of a pair: on the ends of segment 1 from the stress of 2, and on the ends of 2 from the stress of 1 [nN].
struct PairForces {
  Vector3 a1, b1, a2, b2;
};
/// Closed form. Arsenlis et al., MSMSE 15 (2007) 553. Nearly parallel and touching pairs included.
PairForces pair_forces(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic);

/// Nodal forces of a segment on itself: (force on a, force on b) [nN].
std::array<Vector3, 2> self_forces(const StraightSegment& segment, const ElasticConstants& elastic);

/// Core energy per length E(theta) = (mu b^2/4 pi)(cos^2 + sin^2/(1-nu)) ln(a/r_c) [aJ/nm] and the nodal forces of a
/// segment that carries it: (force on a, force on b) [nN]. core_cutoff: r_c, the physical core radius [nm], r_c <= a.
double core_energy(const StraightSegment& segment, double core_cutoff, const ElasticConstants& elastic);  ///< [aJ], whole segment
std::array<Vector3, 2> core_forces(const StraightSegment& segment, double core_cutoff, const ElasticConstants& elastic);

/// Interaction energy of two segments [aJ]: the double line integral whose sum over closed loops is the elastic energy
/// (each unordered pair counts once, a segment with itself half). By quadrature to `tolerance` relative to the pair's scale.
double pair_energy(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic,
                   double tolerance = 1e-9);

}  // namespace pillardd
