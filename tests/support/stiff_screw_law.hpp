#pragma once
#include <cmath>

#include "ddd/models/mobility_law.hpp"

namespace pillardd {

/// For tests: v = (|f|/b) b (M_s cos^2 + M_e sin^2), the form of thermally activated laws, with rates that do not
/// depend on stress or temperature. The drag is the same in all directions: B = 1/(M_s cos^2 + M_e sin^2) I.
class StiffScrewLaw final : public MobilityLaw {
 public:
  StiffScrewLaw(double screw_mobility, double edge_mobility) : screw_(screw_mobility), edge_(edge_mobility) {}
  std::string name() const override { return "stiff_screw"; }
  ArmResponse respond(const ArmState& arm) const override {
    const double sine2 = arm.tangent.cross(arm.burgers).squaredNorm() / arm.burgers.squaredNorm();
    const double mobility = screw_ * (1.0 - sine2) + edge_ * sine2;
    return {Matrix3::Identity() / mobility, Matrix3::Identity() * mobility, Eigen::Matrix<double, 3, 6>::Zero()};
  }

 private:
  double screw_, edge_;  ///< [1/(GPa ns)]
};

/// For tests: a screw law with a plane of its own liking: v = M f, `favour` times faster where the normal is `plane`.
class FavouringLaw final : public MobilityLaw {
 public:
  FavouringLaw(const Vector3& normal, double favour) : normal_(normal), favour_(favour) {}
  std::string name() const override { return "favouring"; }
  ArmResponse respond(const ArmState& arm) const override {
    const double mobility = std::abs(arm.normal.dot(normal_)) > 0.999 ? favour_ : 1.0;
    return {Matrix3::Identity() / mobility, Matrix3::Identity() * mobility, Eigen::Matrix<double, 3, 6>::Zero()};
  }

 private:
  Vector3 normal_;
  double favour_;
};

}  // namespace pillardd
