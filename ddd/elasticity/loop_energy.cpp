#include "ddd/elasticity/loop_energy.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "ddd/base/errors.hpp"
#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/half_space.hpp"

namespace pillardd {

namespace {

constexpr double pi = std::numbers::pi;

/// x = ln(8 m R/r_0) at which  x - 1 = q e^x,  the larger root; needs q <= e^-2. Newton from above converges downward.
double larger_root(double q) {
  double x = 2.0 - std::log(q) + std::log1p(-std::log(q));
  for (int i = 0; i < 100; ++i) {
    const double grown = q * std::exp(x), step = (x - 1.0 - grown) / (1.0 - grown);
    x -= step;
    if (std::abs(step) < 1e-14 * x) break;
  }
  return x;
}

/// Half of a regular polygon in the plane y = 0 under the free surface z = 0, with the area of the half circle of
/// radius 1.
std::vector<Vector3> half_circle(int sides) {
  const double step = pi / sides, r = std::sqrt(step / std::sin(step));
  std::vector<Vector3> out;
  for (int i = 0; i <= sides; ++i) out.push_back({r * std::cos(i * step), 0.0, -r * std::sin(i * step)});
  out.front().z() = out.back().z() = 0.0;
  return out;
}

/// -dE/d ln R at R = 1: work of the forces on the corners in a uniform growth.
class GrowingHalfLoop {
 public:
  GrowingHalfLoop(const Vector3& burgers, const ElasticConstants& elastic, int sides)
      : corners_(half_circle(sides)), burgers_(burgers), elastic_(elastic) {
    const FreePlane plane{Vector3::Zero(), Vector3::UnitZ()};
    for (std::size_t i = 0; i + 1 < corners_.size(); ++i) {
      segments_.push_back({corners_[i], corners_[i + 1], burgers});
      images_.emplace_back(segments_.back(), plane, elastic);
    }
  }

  double power() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      const auto self = self_forces(segments_[i], elastic_);
      sum += self[0].dot(corners_[i]) + self[1].dot(corners_[i + 1]) + outer_power(i);
      for (std::size_t j = 0; j < i; ++j) {
        const PairForces f = pair_forces(segments_[i], segments_[j], elastic_);
        sum += f.a1.dot(corners_[i]) + f.b1.dot(corners_[i + 1]) + f.a2.dot(corners_[j]) + f.b2.dot(corners_[j + 1]);
      }
    }
    return sum;
  }

 private:
  /// Of what stands outside: the images, the two continuations and theirs.
  double outer_power(std::size_t i) const {
    static constexpr detail::GaussRule<5> rule;
    const StraightSegment& s = segments_[i];
    const Vector3 line = s.b - s.a;
    double sum = 0.0;
    for (std::size_t g = 0; g < rule.node.size(); ++g) {
      const Vector3 x = s.a + 0.5 * (1.0 + rule.node[g]) * line;
      sum += 0.5 * rule.weight[g] * (outer_stress(x) * burgers_).cross(line).dot(x);
    }
    return sum;
  }

  Matrix3 outer_stress(const Vector3& x) const {
    const FreePlane plane{Vector3::Zero(), Vector3::UnitZ()};
    Matrix3 sum = Matrix3::Zero();
    for (const HalfSpaceSegment& image : images_) sum += image.stress(x);
    for (const bool last : {false, true}) {
      const Vector3 at = last ? corners_.back() : corners_.front(), b = last ? burgers_ : Vector3(-burgers_);
      sum += half_line_stress(x, at, Vector3::UnitZ(), b, elastic_);
      sum += HalfSpaceExit(b, {at, plane.normal}, elastic_).stress(x);
    }
    return sum;
  }

  std::vector<Vector3> corners_;
  Vector3 burgers_;
  ElasticConstants elastic_;
  std::vector<StraightSegment> segments_;
  std::vector<HalfSpaceSegment> images_;
};

}  // namespace

double LoopLineTension::energy(double radius) const {
  return (half ? 1.0 : 2.0) * prefactor * radius * (std::log(8.0 * image_factor * radius / core) - 2.0);
}

double LoopLineTension::slope(double radius) const {
  return (half ? 1.0 : 2.0) * prefactor * (std::log(8.0 * image_factor * radius / core) - 1.0);
}

LoopSaddle loop_saddle(const LoopLineTension& loop, double shear) {
  require(shear > 0.0, "loop_saddle: the resolved shear is positive");
  const double unit = loop.core / (8.0 * loop.image_factor);  // R = unit e^x
  const double q = pi * shear * loop.burgers * unit / loop.prefactor;
  LoopSaddle out;
  if (q > std::exp(-2.0)) return {true, loop.prefactor / (pi * shear * loop.burgers), 0.0, 0.0};
  const double x = larger_root(q);
  out.radius = unit * std::exp(x);
  out.barrierless = x <= 3.0;
  if (out.barrierless) return out;
  const double parts = loop.half ? 1.0 : 2.0;
  out.energy = 0.5 * parts * loop.prefactor * out.radius * (x - 3.0);
  out.area = 0.5 * parts * pi * out.radius * out.radius;
  return out;
}

double barrierless_shear(const LoopLineTension& loop) {
  const double radius = loop.core / (8.0 * loop.image_factor) * std::exp(3.0);
  return 2.0 * loop.prefactor / (pi * radius * loop.burgers);
}

double loop_core(double core_radius, double poisson) {
  return core_radius * std::exp(-0.5 * (1.0 - poisson) / (2.0 - poisson));
}

double half_loop_image_factor(double poisson, double angle) {
  const double core = 0.005;
  const ElasticConstants elastic{1.0, poisson, core};
  const GrowingHalfLoop loop(Vector3(std::sin(angle), 0.0, std::cos(angle)), elastic, 64);
  const double prefactor = (2.0 - poisson) / (8.0 * (1.0 - poisson));
  return std::exp(1.0 - loop.power() / prefactor) * loop_core(core, poisson) / 8.0;
}

double mean_image_factor(double poisson) {
  double sum = 0.0;
  for (const int k : {0, 1, 2, 3}) sum += std::log(half_loop_image_factor(poisson, (k + 0.5) * pi / 8.0));
  return std::exp(0.25 * sum);
}

}  // namespace pillardd
