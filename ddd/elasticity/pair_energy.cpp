#include <algorithm>
#include <numbers>

#include "ddd/elasticity/elasticity.hpp"
#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/line_moments.hpp"
#include "ddd/elasticity/quadrature.hpp"

namespace pillardd {
namespace {

/// Density along `one` of the interaction energy with the whole of `two` (eq. 22):
///   W = mu/(4pi) int int { -(b x b').(t x t') L + 1/2 (b.t)(b'.t') L + 1/(1-nu) (b x t).H.(b' x t') } dl dl'
///   L = lap R_a = 2/R_a + a^2/R_a^3,   H = grad grad R_a = I/R_a - R R^T/R_a^3
/// Cai et al., JMPS 54 (2006) 561; the inner integral in closed form.
class EnergyDensity {
 public:
  EnergyDensity(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic)
      : origin_(one.a), t_((one.b - one.a).normalized()), two_(two), a2_(elastic.core_radius * elastic.core_radius) {
    const Vector3 span = two.b - two.a;
    length_two_ = span.norm();
    t_two_ = span / length_two_;
    u_ = one.burgers.cross(t_);
    u_two_ = two.burgers.cross(t_two_);
    const double factor = elastic.shear / (4.0 * std::numbers::pi);
    isotropic_ = factor * (0.5 * one.burgers.dot(t_) * two.burgers.dot(t_two_) -
                           one.burgers.cross(two.burgers).dot(t_.cross(t_two_)));
    edge_ = factor / (1.0 - elastic.poisson);
  }

  std::array<double, 1> operator()(double x) const {
    const Vector3 r = origin_ + x * t_ - two_.a, rho = t_two_.cross(r.cross(t_two_));
    const double s = r.dot(t_two_);
    const detail::LineMoments m = detail::line_moments(s - length_two_, s, rho.squaredNorm() + a2_);
    // u' is normal to t', so that only rho enters u'.R.
    const double outer = u_.dot(rho) * m.m3[0] + u_.dot(t_two_) * m.m3[1];
    return {isotropic_ * (2.0 * m.log + a2_ * m.m3[0]) + edge_ * (u_.dot(u_two_) * m.log - u_two_.dot(rho) * outer)};
  }

 private:
  Vector3 origin_, t_;
  StraightSegment two_;
  double a2_;
  double length_two_;
  Vector3 t_two_, u_, u_two_;
  double isotropic_, edge_;
};

/// Where the three-point rule below is good to 1e-6 of the pair's scale: along `one`, of half length h, the density is
/// that of a line of poles no nearer than R, and the rule's error (h/R)^6/100 of it.
bool distant(const StraightSegment& one, const StraightSegment& two) {
  const double half = 0.5 * (one.b - one.a).norm();
  const Vector3 line = two.b - two.a, from = 0.5 * (one.a + one.b) - two.a;
  const double along = std::clamp(from.dot(line) / line.squaredNorm(), 0.0, 1.0);
  return (from - along * line).squaredNorm() > 25.0 * half * half;
}

}  // namespace

double pair_energy(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic,
                   double tolerance) {
  static constexpr detail::GaussRule<3> rule;
  const EnergyDensity density(one, two, elastic);
  const double length = (one.b - one.a).norm();
  if (tolerance < 1e-6 || !distant(one, two)) return detail::integrate<1>(density, 0.0, length, tolerance).value[0];
  double sum = 0.0;
  for (std::size_t k = 0; k < 3; ++k) sum += rule.weight[k] * density(0.5 * length * (1.0 + rule.node[k]))[0];
  return 0.5 * length * sum;
}

}  // namespace pillardd
