#include <cmath>
#include <numbers>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// On its own axis only the change of length of the line energy remains (eq. 23):
///   F_b = (mu/4pi) (b.t) (b - (b.t) t) { nu/(1-nu) [ asinh(L/a) - 2L/(R+a) ] - L/(2R) + L a/(R (R+a)) } = -F_a
///   R = sqrt(L^2 + a^2);  b, t as in physics: Burgers vector and line sense [nm, -].
std::array<Vector3, 2> self_forces(const StraightSegment& segment, const ElasticConstants& elastic) {
  const Vector3 span = segment.b - segment.a;
  const double length = span.norm(), a = elastic.core_radius, nu = elastic.poisson;
  const Vector3 t = span / length;
  const double screw = segment.burgers.dot(t);
  const double r = std::sqrt(length * length + a * a);
  const double stretch = std::asinh(length / a) - 2.0 * length / (r + a);
  const double core = -length / (2.0 * r) + length * a / (r * (r + a));
  const double factor = elastic.shear / (4.0 * std::numbers::pi) * screw * (nu / (1.0 - nu) * stretch + core);
  const Vector3 on_b = factor * (segment.burgers - screw * t);
  return {-on_b, on_b};
}

}  // namespace pillardd
