#include <cmath>
#include <numbers>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {
namespace {

/// mu/(4 pi) ln(a/r_c) [GPa]
double core_factor(double core_cutoff, const ElasticConstants& elastic) {
  return elastic.shear / (4.0 * std::numbers::pi) * std::log(elastic.core_radius / core_cutoff);
}

}  // namespace

/// W = k [ b^2 L - nu (b.t)^2 L ] / (1-nu),  k = mu/(4 pi) ln(a/r_c)   (eq. 24)
double core_energy(const StraightSegment& segment, double core_cutoff, const ElasticConstants& elastic) {
  const Vector3 span = segment.b - segment.a;
  const double length = span.norm(), screw = segment.burgers.dot(span) / length;
  const double b2 = segment.burgers.squaredNorm(), nu = elastic.poisson;
  return core_factor(core_cutoff, elastic) * (b2 - nu * screw * screw) * length / (1.0 - nu);
}

/// F_b = -dW/d(span) = -k [ (b^2 + nu (b.t)^2) t - 2 nu (b.t) b ] / (1-nu) = -F_a   (eq. 25)
std::array<Vector3, 2> core_forces(const StraightSegment& segment, double core_cutoff,
                                   const ElasticConstants& elastic) {
  const Vector3& b = segment.burgers;
  const Vector3 t = (segment.b - segment.a).normalized();
  const double screw = b.dot(t), nu = elastic.poisson;
  const Vector3 gradient = ((b.squaredNorm() + nu * screw * screw) * t - 2.0 * nu * screw * b) / (1.0 - nu);
  const Vector3 on_b = -core_factor(core_cutoff, elastic) * gradient;
  return {-on_b, on_b};
}

}  // namespace pillardd
