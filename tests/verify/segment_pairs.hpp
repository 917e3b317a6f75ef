#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/base/random.hpp"
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd::testing {

/// Random segments for the elasticity tests; a draw is a pure function of the sample's number.
class Draws {
 public:
  explicit Draws(std::uint64_t sample) : stream_(20060561, RandomPurpose::lines, sample) {}
  double uniform() { return stream_.uniform(next_++); }
  double log_uniform(double low, double high) { return low * std::pow(high / low, uniform()); }
  double sign() { return uniform() < 0.5 ? -1.0 : 1.0; }
  Vector3 direction() {
    const double z = 2.0 * uniform() - 1.0, phi = 2.0 * std::numbers::pi * uniform(), r = std::sqrt(1.0 - z * z);
    return {r * std::cos(phi), r * std::sin(phi), z};
  }
  /// A unit vector at the angle `theta` to d.
  Vector3 tilted(const Vector3& d, double theta) {
    const Vector3 normal = d.cross(direction()).normalized();
    return std::cos(theta) * d + std::sin(theta) * normal;
  }

 private:
  RandomStream stream_;
  std::uint64_t next_ = 0;
};

enum class PairKind {
  random,
  parallel,
  nearly_parallel,
  touching,
  collinear,
  nearly_collinear,
  side_by_side,
  far,
  same
};
inline constexpr PairKind pair_kinds[] = {PairKind::random,       PairKind::parallel,  PairKind::nearly_parallel,
                                          PairKind::touching,     PairKind::collinear, PairKind::nearly_collinear,
                                          PairKind::side_by_side, PairKind::far,       PairKind::same};

struct SamplePair {
  StraightSegment one, two;
  ElasticConstants elastic;
};

/// Lengths 0.1-1000 nm with a ratio up to 1e3, a from 0.1 to 10 nm, angles down to 1e-12 rad.
inline SamplePair sample_pair(PairKind kind, std::uint64_t number) {
  Draws draw(number);
  SamplePair out;
  out.elastic = {100.0, 0.1 + 0.35 * draw.uniform(), draw.log_uniform(0.1, 10.0)};
  const double longest = kind == PairKind::far ? 60.0 : 1000.0;
  const double length = draw.log_uniform(0.1, longest);
  const double other = std::clamp(length * draw.log_uniform(1e-3, 1e3), 0.1, longest);
  const Vector3 d = draw.direction(), a = 50.0 * draw.direction();
  out.one = {a, a + length * d, 0.27 * draw.direction()};
  const double angle = draw.log_uniform(1e-12, 0.1), sign = draw.sign();
  const bool far = kind == PairKind::far;
  const double distance = far ? draw.log_uniform(90.0, 900.0) : draw.log_uniform(0.1, 100.0);
  Vector3 offset = distance * draw.direction(), e = draw.direction();
  if (kind == PairKind::parallel || kind == PairKind::collinear) e = sign * d;
  if (kind == PairKind::nearly_parallel || kind == PairKind::nearly_collinear || kind == PairKind::side_by_side)
    e = sign * draw.tilted(d, angle);
  if (kind == PairKind::touching || kind == PairKind::collinear || kind == PairKind::nearly_collinear) offset.setZero();
  if (kind == PairKind::side_by_side)
    offset = -length * draw.uniform() * d + 3.0 * out.elastic.core_radius * draw.uniform() * draw.direction();
  out.two = {out.one.b + offset, out.one.b + offset + other * e, 0.27 * draw.direction()};
  if (kind == PairKind::same) out.two = {out.one.a, out.one.b, out.two.burgers};
  return out;
}

/// Largest difference of a nodal force [nN].
inline double difference(const PairForces& f, const PairForces& g) {
  return std::max({(f.a1 - g.a1).norm(), (f.b1 - g.b1).norm(), (f.a2 - g.a2).norm(), (f.b2 - g.b2).norm()});
}

}  // namespace pillardd::testing
