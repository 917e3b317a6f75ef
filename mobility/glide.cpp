#include "mobility/glide.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

constexpr double sin60 = 0.86602540378443864676;

/// Sine below which b and t, or n and a {110} normal, are taken for parallel. Low-index planes are 30° and more apart,
/// and the rounding of a normal is 1e-16.
constexpr double parallel_sine = 1e-9;

/// |n·s| above which a plane does not hold b. Planes are integers, their normals good to 1e-15.
constexpr double out_of_plane = 1e-6;

Vector3 turned(const Vector3& n, const Vector3& s, double sense) {
  return 0.5 * n + sense * sin60 * s.cross(n);
}

}  // namespace

double resolved(const Matrix3& sigma, const Vector3& u, const Vector3& v) {
  return u.dot(sigma * v);
}

StressRow resolved_slope(const Vector3& u, const Vector3& v) {
  StressRow row;
  row << u.x() * v.x(), u.y() * v.y(), u.z() * v.z(), u.y() * v.z() + u.z() * v.y(), u.x() * v.z() + u.z() * v.x(),
      u.x() * v.y() + u.y() * v.x();
  return row;
}

GlideSpeed mixed_speed(const GlideSpeed& screw, const GlideSpeed& edge, double sin2) {
  const double cos2 = 1 - sin2;
  return {cos2 * screw.per_stress + sin2 * edge.per_stress, cos2 * screw.slope + sin2 * edge.slope,
          cos2 * screw.by_stress + sin2 * edge.by_stress, screw.out_of_range || edge.out_of_range};
}

double edge_part(const ArmState& arm) {
  const double sin2 = arm.burgers.normalized().cross(arm.tangent).squaredNorm();
  return sin2 < parallel_sine * parallel_sine ? 0.0 : std::min(1.0, sin2);
}

ScrewPlane twinning_sense(const Vector3& s, const Vector3& n, const Matrix3& to_crystal) {
  const Vector3 n1 = turned(n, s, 1.0);
  const Vector3 m = to_crystal * (n + n1), along = to_crystal * s;
  Eigen::Index largest = 0;
  m.cwiseAbs().maxCoeff(&largest);
  if (m[largest] * along[largest] > 0) return {s, n, n1};
  return {-s, -n, -turned(n, s, -1.0)};
}

std::array<Vector3, 3> planes_110(const Vector3& s, const Matrix3& to_crystal) {
  const Vector3 along = to_crystal * s;
  Vector3 sign;
  for (int i = 0; i < 3; ++i) sign[i] = along[i] < 0 ? -1.0 : 1.0;
  const double unit = std::sqrt(0.5);
  const Matrix3 to_lab = to_crystal.transpose();
  return {to_lab * (unit * Vector3(sign.x(), -sign.y(), 0)), to_lab * (unit * Vector3(0, sign.y(), -sign.z())),
          to_lab * (unit * Vector3(-sign.x(), 0, sign.z()))};
}

/// Between neighbours a and b, at an angle phi from a towards b (0 <= phi <= 60°):
///   m = (sin(60° - phi) m_a + sin(phi) m_b)/sin 60°
PlanePair neighbouring_110(const Vector3& s, const Vector3& n, const Matrix3& to_crystal) {
  Vector3 nearest = n;
  double cosine = -1;
  for (const Vector3& k : planes_110(s, to_crystal))
    for (const double sign : {1.0, -1.0})
      if (sign * k.dot(n) > cosine) {
        cosine = sign * k.dot(n);
        nearest = sign * k;
      }
  const double sine = n.dot(s.cross(nearest)), side = sine < 0 ? -1.0 : 1.0;
  const Vector3 next = turned(nearest, s, side);
  if (std::abs(sine) < parallel_sine) return {{nearest, next}, {1.0, 0.0}};
  return {{nearest, next}, {cosine - 0.5 * std::abs(sine) / sin60, std::abs(sine) / sin60}};
}

ArmPlane arm_plane(const ArmState& arm) {
  const Vector3 s = arm.burgers.normalized();
  if (!arm.normal.isZero(0)) return {arm.normal, std::abs(arm.normal.dot(s)) > out_of_plane};
  const Vector3 across = s.cross(arm.tangent);
  if (across.norm() < parallel_sine) return {std::nullopt, false};
  return {across.normalized(), false};
}

ArmResponse glide_response(const ArmState& arm, const Vector3& normal, double sense, const GlideSpeed& speed,
                           const PassiveDrags& drags) {
  const Vector3 t = arm.tangent, m = normal.cross(t).normalized(), n = t.cross(m);
  const double b = arm.burgers.norm();
  const bool capped = !(speed.per_stress * drags.most > b);
  const double glide = capped ? drags.most : b / speed.per_stress;
  const double by_force = capped ? 1 / drags.most : speed.slope / b;
  ArmResponse out;
  const Matrix3 mm = m * m.transpose(), nn = n * n.transpose(), tt = t * t.transpose();
  out.drag = glide * mm + drags.climb * nn + drags.line * tt;
  out.velocity_by_force = by_force * mm + nn / drags.climb + tt / drags.line;
  out.velocity_by_stress.setZero();
  if (!capped) out.velocity_by_stress = sense * m * speed.by_stress;
  if (capped) out.warnings |= drag_capped;
  if (speed.out_of_range) out.warnings |= stress_out_of_range;
  return out;
}

ArmResponse transverse_response(double p, double l, const Vector3& t) {
  const Matrix3 along = t * t.transpose(), across = Matrix3::Identity() - along;
  ArmResponse out;
  out.drag = p * across + l * along;
  out.velocity_by_force = across / p + along / l;
  out.velocity_by_stress.setZero();
  return out;
}

}  // namespace pillardd
