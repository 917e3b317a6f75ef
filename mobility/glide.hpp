#pragma once
#include <array>
#include <optional>

#include "ddd/models/mobility_law.hpp"

/// What laws of BCC glide share: the frame of an arm, the {110} planes of a screw, and the way from speeds to a drag.
namespace pillardd {

/// Derivatives with respect to sigma, columns xx yy zz yz xz xy.
using StressRow = Eigen::Matrix<double, 1, 6>;

/// u . sigma v  for a symmetric sigma, and its derivative.
double resolved(const Matrix3& sigma, const Vector3& u, const Vector3& v);
StressRow resolved_slope(const Vector3& u, const Vector3& v);

/// How fast a line glides under a resolved shear tau >= 0.
struct GlideSpeed {
  double per_stress = 0.0;                  ///< v/tau, finite at tau = 0 [nm/(ns GPa)]
  double slope = 0.0;                       ///< dv/dtau [nm/(ns GPa)]
  StressRow by_stress = StressRow::Zero();  ///< dv/dsigma at constant tau [nm/(ns GPa)]
  bool out_of_range = false;                ///< tau is past the fit
};

/// v_s cos²(theta) + v_e sin²(theta): a line between screw and edge.
GlideSpeed mixed_speed(const GlideSpeed& screw, const GlideSpeed& edge, double sin2);

/// sin² of the angle between b and t; 0 for an exact screw (sine below 1e-9), whose edge part is rounding: it would
/// move a frozen screw.
double edge_part(const ArmState& arm);

/// A plane that a screw feels: s along its Burgers vector, n the plane's normal with tau = s·sigma n > 0, n1 = n turned
/// by +60° about s, in the sense in which (s, n) shear the crystal the twinning way round.
struct ScrewPlane {
  Vector3 s, n, n1;
};

/// The sense rule: m = n + n1 is a {112} normal; where its largest component (crystal axes) and the same component of s
/// differ in sign, (s, n) become (-s, -n), which is the same shear, and n1 is built again. With it the law is one under
/// the 48 operations of the cube, ±b and ±n.
ScrewPlane twinning_sense(const Vector3& s, const Vector3& n, const Matrix3& to_crystal);

/// A plane that contains s, between its neighbours among the {110} planes: m = sum share_i m_i for the directions of
/// glide. On a {110} plane the first share is 1 and the second 0.
struct PlanePair {
  std::array<Vector3, 2> normal;
  std::array<double, 2> share;
};
PlanePair neighbouring_110(const Vector3& s, const Vector3& n, const Matrix3& to_crystal);

/// The three {110} normals that contain s, lab frame.
std::array<Vector3, 3> planes_110(const Vector3& s, const Matrix3& to_crystal);

/// Normal of the plane an arm glides on: its own; for arms without one that of t and b. nullopt: an exact screw that
/// has none, or a plane that does not hold b.
struct ArmPlane {
  std::optional<Vector3> normal;
  bool sessile = false;  ///< the arm has a plane, but b is not in it: no glide
};
ArmPlane arm_plane(const ArmState& arm);

/// Bounds and drags that do not depend on the law.
struct PassiveDrags {
  double climb = unset, line = unset, most = unset;  ///< B_cl, B_l, B_max [GPa ns]
};

/// B = B_g m⊗m + B_c n⊗n + B_l t⊗t  with  B_g = b/(v/tau) and m = n×t.  `sense` is the sign of f·m that `speed` was
/// computed for.
ArmResponse glide_response(const ArmState& arm, const Vector3& normal, double sense, const GlideSpeed& speed,
                           const PassiveDrags& drags);

/// B = p (I - t⊗t) + l t⊗t: lines without easy glide.
ArmResponse transverse_response(double p, double l, const Vector3& t);

}  // namespace pillardd
