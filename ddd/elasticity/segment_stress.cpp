#include <numbers>

#include "ddd/elasticity/elasticity.hpp"
#include "ddd/elasticity/line_moments.hpp"

namespace pillardd {
namespace {

/// Integrals over the source of the three forms in R = x - x' that the stress is made of (eq. 4).
struct SourceIntegrals {
  Vector3 r3;     ///< int R / R_a^3
  Vector3 r5;     ///< int R / R_a^5
  Matrix3 cubic;  ///< int (u.R) R R^T / R_a^5,  u = b x t
};

/// sigma = mu/8pi [ (D x b) t^T + t (D x b)^T ] + mu/(4pi(1-nu)) [ -(u A^T + A u^T) + (u.A) I + 3a^2 (u.B) I + 3 C ]
/// with A = int R/R_a^3, B = int R/R_a^5, C the cubic form, D = -2A - 3a^2 B and u = b x t (eq. 4).
/// Cai et al., JMPS 54 (2006) 561, for the line element t dl.
Matrix3 assemble(const SourceIntegrals& in, const Vector3& t, const Vector3& b, const ElasticConstants& elastic) {
  const double a2 = elastic.core_radius * elastic.core_radius;
  const double screw = elastic.shear / (8.0 * std::numbers::pi);
  const double edge = 2.0 * screw / (1.0 - elastic.poisson);
  const Vector3 u = b.cross(t);
  const Vector3 d = (-2.0 * in.r3 - 3.0 * a2 * in.r5).cross(b);
  const Matrix3 dt = d * t.transpose(), ua = u * in.r3.transpose();
  const double trace = u.dot(in.r3) + 3.0 * a2 * u.dot(in.r5);
  return screw * (dt + dt.transpose()) + edge * (trace * Matrix3::Identity() - ua - ua.transpose() + 3.0 * in.cubic);
}

/// Integrals along the direction e: R = rho + s e, rho normal to e.
SourceIntegrals along(const detail::LineMoments& m, const Vector3& rho, const Vector3& e, const Vector3& u) {
  const double u0 = u.dot(rho), u1 = u.dot(e);
  const Matrix3 rho_e = rho * e.transpose();
  const double m0 = u0 * m.m5[0] + u1 * m.m5[1], m1 = u0 * m.m5[1] + u1 * m.m5[2], m2 = u0 * m.m5[2] + u1 * m.m5[3];
  return {rho * m.m3[0] + e * m.m3[1], rho * m.m5[0] + e * m.m5[1],
          m0 * rho * rho.transpose() + m1 * (rho_e + rho_e.transpose()) + m2 * e * e.transpose()};
}

Vector3 normal_part(const Vector3& r, const Vector3& e) {
  return e.cross(r.cross(e));
}

}  // namespace

Matrix3 segment_stress(const Vector3& x, const StraightSegment& segment, const ElasticConstants& elastic) {
  const Vector3 span = segment.b - segment.a;
  const double length = span.norm();
  const Vector3 t = span / length, from_a = x - segment.a, from_b = x - segment.b;
  const double s_a = from_a.dot(t), s_b = from_b.dot(t);
  const Vector3 rho = normal_part(std::abs(s_a) < std::abs(s_b) ? from_a : from_b, t);
  const double w2 = rho.squaredNorm() + elastic.core_radius * elastic.core_radius;
  const detail::LineMoments m = detail::line_moments(s_b, s_a, w2);
  return assemble(along(m, rho, t, segment.burgers.cross(t)), t, segment.burgers, elastic);
}

Matrix3 half_line_stress(const Vector3& x, const Vector3& origin, const Vector3& direction, const Vector3& burgers,
                         const ElasticConstants& elastic) {
  const Vector3 r = x - origin, rho = normal_part(r, direction);
  const double w2 = rho.squaredNorm() + elastic.core_radius * elastic.core_radius;
  const detail::LineMoments m = detail::half_line_moments(r.dot(direction), w2);
  return assemble(along(m, rho, direction, burgers.cross(direction)), direction, burgers, elastic);
}

Matrix3 element_stress(const Vector3& x, const Vector3& source, const Vector3& dl, const Vector3& burgers,
                       const ElasticConstants& elastic) {
  const Vector3 r = x - source;
  const double square = r.squaredNorm() + elastic.core_radius * elastic.core_radius;
  const double cube = 1.0 / (square * std::sqrt(square)), fifth = cube / square;
  const double u_r = burgers.cross(dl).dot(r);
  return assemble({r * cube, r * fifth, u_r * fifth * r * r.transpose()}, dl, burgers, elastic);
}

Matrix3 periodic_tail_stress(const Vector3& x, const Vector3& source, const Vector3& dl, const Vector3& burgers,
                             double period, int images, const ElasticConstants& elastic) {
  const Vector3 r = x - source, u = burgers.cross(dl), rho(r.x(), r.y(), 0.0);
  const double w2 = rho.squaredNorm() + elastic.core_radius * elastic.core_radius;
  const double start = (images + 0.5) * period;
  // Copies above the source lie at s = z - zeta <= z - start; copies below follow by the mirror s -> -s.
  const detail::LineMoments above = detail::half_line_moments(r.z() - start, w2);
  const detail::LineMoments below = detail::half_line_moments(-r.z() - start, w2);
  const SourceIntegrals up = along(above, rho, Vector3::UnitZ(), u), down = along(below, rho, -Vector3::UnitZ(), u);
  const SourceIntegrals both{up.r3 + down.r3, up.r5 + down.r5, up.cubic + down.cubic};
  return assemble(both, dl, burgers, elastic) / period;
}

}  // namespace pillardd
