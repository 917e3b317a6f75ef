#include <numbers>

#include "ddd/elasticity/elasticity.hpp"
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

}  // namespace

double pair_energy(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic,
                   double tolerance) {
  const EnergyDensity density(one, two, elastic);
  return detail::integrate<1>(density, 0.0, (one.b - one.a).norm(), tolerance).value[0];
}

}  // namespace pillardd
