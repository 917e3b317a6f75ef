#include <cmath>
#include <numbers>

#include "ddd/elasticity/gradients.hpp"

namespace pillardd {
namespace {

/// Unit line sense t, length L and screw component c = b.t of a segment:
///   dt/ds = (1 - t t^T)/L,   dc/ds = b_e/L,   b_e = b - c t,   s = b - a.
struct Line {
  Vector3 t, edge;
  double length, screw;

  explicit Line(const StraightSegment& s) {
    const Vector3 span = s.b - s.a;
    length = span.norm();
    t = span / length;
    screw = s.burgers.dot(t);
    edge = s.burgers - screw * t;
  }
};

}  // namespace

/// F_b = k c h(L) b_e (self_forces), k = mu/4pi, so with p = 1 - t t^T
///   dF_b/ds = k { c h' b_e t^T + (h/L) [ b_e b_e^T - c t b_e^T - c^2 p ] }
///   h  = nu/(1-nu) [ asinh(L/a) - 2L/(R+a) ] - L/2R + La/(R(R+a))
///   h' = nu/(1-nu) (R-a)/(R(R+a)) - a^2/2R^3 + a/(R(R+a)) - a(R-a)(2R+a)/(R^3(R+a)),   R^2 = L^2 + a^2
Matrix3 self_gradient(const StraightSegment& segment, const ElasticConstants& elastic) {
  const Line line(segment);
  const double length = line.length, a = elastic.core_radius, ratio = elastic.poisson / (1.0 - elastic.poisson);
  const double r = std::sqrt(length * length + a * a), far = r + a, near = length * length / far;  // r - a
  const double h = ratio * (std::asinh(length / a) - 2.0 * length / far) - length / (2.0 * r) + length * a / (r * far);
  const double dh = ratio * near / (r * far) - a * a / (2.0 * r * r * r) + a / (r * far) -
                    a * near * (2.0 * r + a) / (r * r * r * far);
  const Matrix3 across = Matrix3::Identity() - line.t * line.t.transpose();
  const Matrix3 turn = line.edge * line.edge.transpose() - line.screw * line.t * line.edge.transpose() -
                       line.screw * line.screw * across;
  const double k = elastic.shear / (4.0 * std::numbers::pi);
  return k * (line.screw * dh * line.edge * line.t.transpose() + h / length * turn);
}

/// F_b = -k [ (b^2 + nu c^2) t - 2 nu c b ] / (1-nu) (core_forces), so
///   dF_b/ds = -k/((1-nu) L) [ (b^2 + nu c^2)(1 - t t^T) - 2 nu b_e b_e^T ],   k = mu/4pi ln(a/r_c)
Matrix3 core_gradient(const StraightSegment& segment, double core_cutoff, const ElasticConstants& elastic) {
  const Line line(segment);
  const double k = elastic.shear / (4.0 * std::numbers::pi) * std::log(elastic.core_radius / core_cutoff);
  const double nu = elastic.poisson, tension = segment.burgers.squaredNorm() + nu * line.screw * line.screw;
  const Matrix3 across = Matrix3::Identity() - line.t * line.t.transpose();
  return -k / ((1.0 - nu) * line.length) * (tension * across - 2.0 * nu * line.edge * line.edge.transpose());
}

}  // namespace pillardd
