#pragma once
#include <array>
#include <complex>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// A flat free surface: the body lies where (x - point).normal <= 0.
struct FreePlane {
  Vector3 point;   ///< [nm]
  Vector3 normal;  ///< outward, unit
};

/// Correction that frees the plane of the traction of lines inside a half space; docs/theory/half-space.md.
/// The lines' stress in the infinite body plus this field has no traction on the plane once the sum runs over a closed
/// network: loops, and lines that end on the plane, each end with a HalfSpaceExit and the continuation that
/// half_line_stress gives along the normal. Alone, a segment's field is an equilibrium field of the half space still.
/// elastic.core_radius is the a of R_a = sqrt(R^2 + a^2) to the image points; 0 is the exact solution for a = 0.
class HalfSpaceSegment {
 public:
  /// raised: how much higher over the plane than the mirror image the image stands [nm] (docs/theory/half-space.md, 21).
  HalfSpaceSegment(const StraightSegment& segment, const FreePlane& plane, const ElasticConstants& elastic,
                   double raised = 0.0);
  /// At a point of the body [GPa]; points outside, and ends of the segment outside, are taken onto the plane.
  Matrix3 stress(const Vector3& x) const;

  const Matrix3& frame() const { return to_local_; }
  /// The image of its point at fraction u [nm].
  Vector3 image(double u) const;
  double depth(double u) const { return a_.z() + u * length_ * direction_.z(); }  ///< of its point at fraction u [nm]
  double raised() const { return raised_; }                                       ///< [nm]
  double length() const { return length_; }
  const Vector3& direction() const { return direction_; }  ///< unit tangent in the frame
  /// mu/4pi(1-nu) times theta, E_1, E_2 of eq. 2 [GPa nm].
  double theta() const { return unit_ * theta_; }
  std::complex<double> e1() const { return unit_ * e1_; }
  std::complex<double> e2() const { return unit_ * e2_; }

 private:
  Matrix3 to_local_;              ///< rows: two tangents, the inward normal
  Vector3 a_, direction_;         ///< local; the start and the unit tangent of the segment [nm]
  double length_, core2_, unit_;  ///< [nm], a^2 [nm^2], mu/(4 pi (1-nu)) [GPa]
  double raised_;
  double poisson_;
  double theta_;                  ///< b.n of the curtain below the segment, n = inward normal x t [nm]
  std::complex<double> e1_, e2_;  ///< its eigenstrain of spin 1 and 2 [nm]
  Vector3 origin_;
};

/// The same for a straight line normal to the plane that crosses it at `point`, with Burgers vector for the outward
/// sense.
class HalfSpaceExit {
 public:
  HalfSpaceExit(const Vector3& burgers, const FreePlane& plane, const ElasticConstants& elastic);
  Matrix3 stress(const Vector3& x) const;  ///< [GPa]

  const Matrix3& frame() const { return to_local_; }
  const Vector3& origin() const { return origin_; }
  const Vector3& burgers() const { return burgers_; }  ///< in the frame [nm]

 private:
  Matrix3 to_local_;
  Vector3 origin_, burgers_;
  double core2_, shear_, poisson_;
};

}  // namespace pillardd
