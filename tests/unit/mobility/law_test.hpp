#pragma once
#include <memory>
#include <string>

#include "ddd/base/read_settings.hpp"
#include "ddd/crystal/lattice.hpp"
#include "ddd/crystal/material.hpp"
#include "mobility/list.hpp"

namespace pillardd {

inline std::unique_ptr<MobilityLaw> make_law(const std::string& mobility, const Material& material = {}) {
  const Settings settings = read_settings(mobility, mobility_schema());
  return mobility_laws().at(settings.text("law")).make(settings, material);
}

/// sigma from xx yy zz yz xz xy.
inline Matrix3 stress_tensor(const Eigen::Matrix<double, 6, 1>& c) {
  Matrix3 s;
  s << c[0], c[5], c[4], c[5], c[1], c[3], c[4], c[3], c[2];
  return s;
}

/// An arm that feels a uniform stress alone: f = (sigma b) x t.
inline ArmState arm_under(const Matrix3& sigma, const Vector3& burgers, const Vector3& tangent, const Vector3& normal,
                          double temperature) {
  ArmState arm;
  arm.stress = sigma;
  arm.burgers = burgers;
  arm.tangent = tangent.normalized();
  arm.normal = normal.isZero() ? normal : Vector3(normal.normalized());
  arm.force = (sigma * burgers).cross(arm.tangent);
  arm.temperature = temperature;
  return arm;
}

inline Vector3 velocity(const MobilityLaw& law, const ArmState& arm) {
  return law.respond(arm).drag.inverse() * arm.force;
}

/// Component of the velocity along n x t.
inline double glide_speed(const MobilityLaw& law, const ArmState& arm) {
  const Vector3 m = arm.normal.cross(arm.tangent).normalized();
  const Matrix3 drag = law.respond(arm).drag;
  return m.dot(arm.force) / m.dot(drag * m);
}

inline Vector3 glide_velocity(const MobilityLaw& law, const ArmState& arm) {
  return glide_speed(law, arm) * arm.normal.cross(arm.tangent).normalized();
}

/// Largest deviation of the stated derivatives from central differences with steps df and ds, each over what it may be:
/// 1e-5 of the derivative itself, and the rounding: of velocity_by_force, whose largest entry is 1/B_l, and of a speed
/// v over the step.
struct DerivativeErrors {
  double by_force = 0.0, by_stress = 0.0;
};
inline DerivativeErrors derivative_errors(const MobilityLaw& law, const ArmState& arm, double df, double ds) {
  const ArmResponse at = law.respond(arm);
  const Vector3 m = arm.normal.cross(arm.tangent).normalized();
  const double v = std::abs(glide_speed(law, arm));
  DerivativeErrors out;
  ArmState hi = arm, lo = arm;
  hi.force = arm.force + df * m;
  lo.force = arm.force - df * m;
  const double slope = (glide_speed(law, hi) - glide_speed(law, lo)) / (2 * df);
  const double stated = m.dot(at.velocity_by_force * m);
  const double rounding = 1e-15 * at.velocity_by_force.cwiseAbs().maxCoeff() + 1e-15 * v / df;
  out.by_force = std::abs(slope - stated) / (1e-5 * std::abs(stated) + rounding);
  const Eigen::Matrix<double, 1, 6> row = m.transpose() * at.velocity_by_stress;
  for (int k = 0; k < 6; ++k) {
    Eigen::Matrix<double, 6, 1> unit = Eigen::Matrix<double, 6, 1>::Zero();
    unit[k] = ds;
    hi = lo = arm;
    hi.stress = arm.stress + stress_tensor(unit);
    lo.stress = arm.stress - stress_tensor(unit);
    const double difference = (glide_speed(law, hi) - glide_speed(law, lo)) / (2 * ds);
    const double allowed = 1e-5 * row.cwiseAbs().maxCoeff() + 1e-15 * v / ds;
    if (difference != row[k]) out.by_stress = std::max(out.by_stress, std::abs(difference - row[k]) / allowed);
  }
  return out;
}

}  // namespace pillardd
