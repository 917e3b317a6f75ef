#include <doctest/doctest.h>

#include <algorithm>

#include "ddd/elasticity/gradients.hpp"
#include "ddd/elasticity/oracle.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

/// Central difference of order 4 of `force` (a function of one displacement) along each axis.
template <class Force>
Matrix3 difference(const Force& force, double step) {
  Matrix3 out;
  for (int k = 0; k < 3; ++k) {
    const Vector3 h = step * Vector3::Unit(k);
    out.col(k) = (8.0 * (force(h) - force(-h)) - (force(2.0 * h) - force(-2.0 * h))) / (12.0 * step);
  }
  return out;
}

Vector3& end_of(StraightSegment& one, StraightSegment& two, int j) {
  return j == 0 ? one.a : j == 1 ? one.b : j == 2 ? two.a : two.b;
}

Vector3 force_of(const PairForces& f, int i) {
  return i == 0 ? f.a1 : i == 1 ? f.b1 : i == 2 ? f.a2 : f.b2;
}

/// Largest difference to finite differences of the closed-form forces, relative to the largest block.
double worst_error(const StraightSegment& one, const StraightSegment& two, const ElasticConstants& elastic) {
  const PairGradient g = pair_gradient(one, two, elastic);
  const double shortest = std::min((one.b - one.a).norm(), (two.b - two.a).norm());
  const double step = 3e-3 * std::min(shortest, elastic.core_radius);
  double worst = 0.0, scale = 0.0;
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) {
      const Matrix3 expected = difference(
          [&](const Vector3& h) {
            StraightSegment p = one, q = two;
            end_of(p, q, j) += h;
            return force_of(pair_forces(p, q, elastic), i);
          },
          step);
      const Matrix3& slope = g.slope[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      worst = std::max(worst, (slope - expected).norm());
      scale = std::max(scale, slope.norm());
    }
  return worst / scale;
}

}  // namespace

// Oracle: differences of fourth order of the forces themselves; scale: the largest block of the pair. Their truncation
// is (step/a)^4 of it.
TEST_CASE("pair gradient of pairs that share a node") {
  const ElasticConstants elastic{100.0, 0.3, 1.0};
  double worst = 0.0;
  for (int i = 0; i < 40; ++i) {
    Draws draw(i);
    const Vector3 node = draw.direction(), t = draw.direction();
    const StraightSegment one{node - draw.log_uniform(3.0, 20.0) * t, node, 0.27 * draw.direction()};
    // From folded back through straight on, nearly straight on included.
    Vector3 way = draw.direction();
    if (i % 4 == 0) way = (t + 1e-3 * way).normalized();
    if (i % 4 == 1) way = t;
    const StraightSegment two{node, node + draw.log_uniform(3.0, 20.0) * way, 0.27 * draw.direction()};
    worst = std::max(worst, worst_error(one, two, elastic));
  }
  MESSAGE("largest relative difference ", worst);
  CHECK(worst < 1e-6);
}

TEST_CASE("pair gradient of separate pairs") {
  double worst = 0.0;
  for (int i = 0; i < 40; ++i) {
    Draws draw(100 + i);
    const ElasticConstants elastic{100.0, 0.1 + 0.35 * draw.uniform(), draw.log_uniform(0.5, 4.0)};
    const Vector3 a = draw.direction();
    const StraightSegment one{a, a + draw.log_uniform(2.0, 30.0) * draw.direction(), 0.27 * draw.direction()};
    const Vector3 c = a + draw.log_uniform(1.0, 60.0) * draw.direction();
    const StraightSegment two{c, c + draw.log_uniform(2.0, 30.0) * draw.direction(), 0.27 * draw.direction()};
    worst = std::max(worst, worst_error(one, two, elastic));
  }
  MESSAGE("largest relative difference ", worst);
  CHECK(worst < 1e-6);
}

// Oracle: the closed-form pair forces; scale: the pair's own (largest nodal force, every term by absolute value), as the
// forces themselves are held to.
TEST_CASE("forces that come with the gradient, and translation") {
  const ElasticConstants elastic{100.0, 0.3, 1.0};
  double worst = 0.0;
  for (int i = 0; i < 40; ++i) {
    Draws draw(i);
    const Vector3 a = draw.direction(), c = i % 2 ? a : Vector3(a + 5.0 * draw.direction());
    const StraightSegment one{a, a + draw.log_uniform(2.0, 30.0) * draw.direction(), 0.27 * draw.direction()};
    const StraightSegment two{c, c + draw.log_uniform(2.0, 30.0) * draw.direction(), 0.27 * draw.direction()};
    const PairForces f = pair_forces(one, two, elastic);
    const PairGradient g = pair_gradient(one, two, elastic);
    const double force = oracle::pair_scale(one, two, elastic);
    double slope = 0.0;
    for (const auto& row : g.slope)
      for (const Matrix3& m : row) slope = std::max(slope, m.norm());
    for (int k = 0; k < 4; ++k) {
      const auto& row = g.slope[static_cast<std::size_t>(k)];
      worst = std::max(worst, (g.force[static_cast<std::size_t>(k)] - force_of(f, k)).norm() / force);
      CHECK((row[0] + row[1] + row[2] + row[3]).norm() < 1e-12 * slope);
    }
  }
  MESSAGE("largest difference ", worst, " of the pair's scale");
  CHECK(worst < 1e-9);
}

TEST_CASE("self and core gradient") {
  for (int i = 0; i < 40; ++i) {
    Draws draw(i);
    const ElasticConstants elastic{100.0, 0.1 + 0.35 * draw.uniform(), draw.log_uniform(0.1, 10.0)};
    const Vector3 a = draw.direction();
    const StraightSegment s{a, a + draw.log_uniform(0.5, 100.0) * draw.direction(), 0.27 * draw.direction()};
    const double step = 1e-3 * (s.b - s.a).norm(), cutoff = 0.3 * elastic.core_radius;
    const Matrix3 self = self_gradient(s, elastic), core = core_gradient(s, cutoff, elastic);
    const auto moved = [&](const Vector3& h) { return StraightSegment{s.a, s.b + h, s.burgers}; };
    const auto self_b = [&](const Vector3& h) { return self_forces(moved(h), elastic)[1]; };
    const auto core_b = [&](const Vector3& h) { return core_forces(moved(h), cutoff, elastic)[1]; };
    CHECK((self - difference(self_b, step)).norm() < 1e-7 * self.norm());
    CHECK((core - difference(core_b, step)).norm() < 1e-7 * core.norm());
  }
}
