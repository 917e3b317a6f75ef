#include "ddd/dynamics/arm_slope.hpp"

#include <cmath>

namespace pillardd {

namespace {

/// Half the angle of the central difference [rad]: its error is 1e-12 of the third derivative, rounding 1e-10 of B.
constexpr double turn = 1e-6;

/// B dv/df differs from 1 by no more where the drag does not depend on the force.
constexpr double rounding = 1e-13;

Eigen::Matrix<double, 6, 1> six(const Matrix3& s) {
  Eigen::Matrix<double, 6, 1> out;
  out << s(0, 0), s(1, 1), s(2, 2), s(1, 2), s(0, 2), s(0, 1);
  return out;
}

Matrix3 turned_drag(const MobilityLaw& law, ArmState arm, const Vector3& across, double angle) {
  arm.tangent = std::cos(angle) * arm.tangent + std::sin(angle) * across;
  return held_in_sums(law.respond(arm), arm);
}

}  // namespace

ArmSlope arm_slope(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s,
                   Seen seen, const Matrix3& stress_by_axial) {
  const ArmState arm = arm_state(model, network, forces, lines, s, seen);
  const ArmResponse response = model.law->respond(arm);
  ArmSlope out;
  out.drag = held_in_sums(response, arm);
  out.force = arm.force;
  if (arm.normal.isZero(0.0)) return out;
  out.glide = arm.normal.cross(arm.tangent).normalized();
  const Vector3& m = out.glide;
  const double f = m.dot(arm.force), b = m.dot(response.drag * m), k = m.dot(response.velocity_by_force * m);
  const bool has_plane = !is_zero(network.segment(s).plane);
  if (f != 0.0) {
    if (std::abs(1.0 - b * k) > rounding) out.by_force = (b * (1.0 - b * k) / f) * m * m.transpose();
    const double v = m.dot(response.velocity_by_stress * six(stress_by_axial));
    out.by_stress = (-b * b * v / f) * m * m.transpose();
  }
  const bool shown = !lines.near[static_cast<std::size_t>(s)] && seen == Seen::as_it_lies && has_plane;
  if (!shown) return out;
  out.turning = m;
  out.by_angle = (turned_drag(*model.law, arm, m, turn) - turned_drag(*model.law, arm, m, -turn)) / (2.0 * turn);
  return out;
}

}  // namespace pillardd
