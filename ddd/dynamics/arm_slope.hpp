#pragma once
#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

/// How the drag that an arm gives its nodes changes. B per length, as in ArmResponse.
struct ArmSlope {
  Matrix3 drag = Matrix3::Zero();       ///< B [GPa ns]
  Matrix3 by_angle = Matrix3::Zero();   ///< dB/dphi, the tangent turned in the glide plane towards n x t
  Matrix3 by_force = Matrix3::Zero();   ///< dB/d(m.f), f the mean force per length, m the direction of glide
  Matrix3 by_stress = Matrix3::Zero();  ///< dB/d(axial stress) through the non-glide stress
  Vector3 glide = Vector3::Zero();      ///< m
  Vector3 turning = Vector3::Zero();    ///< n x t; zero where the tangent is not shown to the law
  Vector3 force = Vector3::Zero();      ///< f [nN/nm]
};

/// `stress_by_axial`: derivative of the applied stress at the arm with respect to the axial stress. The law gives dv/df
/// and dv/dsigma; along the glide direction  B = f/v,  so  dB = (B/f)(1 - B dv/df) df - (B^2/f) dv/dsigma . dsigma.
/// dB/dphi is a central difference of the law over 2e-6 rad.
ArmSlope arm_slope(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s,
                   Seen seen, const Matrix3& stress_by_axial);

}  // namespace pillardd
