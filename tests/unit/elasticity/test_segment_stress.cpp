#include <doctest/doctest.h>

#include "ddd/elasticity/oracle.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {
const ElasticConstants elastic{100.0, 0.3, 0.8};
const Vector3 burgers(0.1, -0.2, 0.15);
}  // namespace

TEST_CASE("segment stress agrees with the quadrature of the line integral, to 1e-9 of mu b L/(8 pi r^2)") {
  for (int i = 0; i < 400; ++i) {
    Draws draw(i);
    const ElasticConstants e{100.0, 0.1 + 0.35 * draw.uniform(), draw.log_uniform(0.1, 10.0)};
    const Vector3 a = draw.direction(), d = draw.direction();
    const double length = draw.log_uniform(0.1, 1000.0), along = length * (3.0 * draw.uniform() - 1.0);
    const StraightSegment s{a, a + length * d, 0.27 * draw.direction()};
    const Vector3 x = a + along * d + draw.log_uniform(0.01, 1000.0) * draw.direction();
    const double nearest = (x - a - std::clamp((x - a).dot(d), 0.0, length) * d).norm() + e.core_radius;
    const double scale = 100.0 * 0.27 / (8.0 * std::numbers::pi) * std::min(length, nearest) / (nearest * nearest);
    CHECK((segment_stress(x, s, e) - oracle::segment_stress(x, s, e)).norm() < 1e-9 * scale);
  }
}

TEST_CASE("the ends of a segment and its axis are regular points") {
  const StraightSegment s{Vector3::Zero(), Vector3(0.0, 0.0, 20.0), burgers};
  for (const double z : {-30.0, 0.0, 7.0, 20.0, 50.0}) {
    const Matrix3 expected = oracle::segment_stress(Vector3(0.0, 0.0, z), s, elastic);
    CHECK((segment_stress(Vector3(0.0, 0.0, z), s, elastic) - expected).norm() < 1e-10 * 100.0 * 0.27 / 0.8);
  }
}

TEST_CASE("a half line is the limit of long segments: the rest falls as L^-2 relative to mu b/r") {
  const Vector3 x(3.0, -2.0, 4.0), origin(0.5, 0.2, -1.0), direction = Vector3(1.0, 2.0, -2.0) / 3.0;
  const Matrix3 half = half_line_stress(x, origin, direction, burgers, elastic);
  const Matrix3 mirrored = half_line_stress(origin + direction * 3.0, origin, direction, burgers, elastic);
  CHECK(mirrored.allFinite());
  for (const double length : {1e4, 1e5, 1e6}) {
    const StraightSegment s{origin, origin + length * direction, burgers};
    CHECK((half - segment_stress(x, s, elastic)).norm() < 2.0 * half.norm() * 5.0 / length);
  }
}

TEST_CASE("an element is a short segment: the difference falls as the square of its length") {
  const Vector3 x(3.0, -2.0, 4.0), middle(0.5, 0.2, -1.0), dl = Vector3(0.2, -0.1, 0.3);
  const auto error = [&](double h) {
    const Matrix3 element = element_stress(x, middle, h * dl, burgers, elastic);
    const StraightSegment s{middle - 0.5 * h * dl, middle + 0.5 * h * dl, burgers};
    return (element - segment_stress(x, s, elastic)).norm() / element.norm();
  };
  CHECK(error(1.0) < 5e-3);
  CHECK(error(0.5) / error(0.25) == doctest::Approx(4.0).epsilon(0.02));
}

TEST_CASE("periodic tail against the sum over 20000 images") {
  // Midpoint rule: the relative error is about 1/(4 (images+1/2)^2); here within half as much again.
  const Vector3 x(3.0, -2.0, 4.0), source(0.5, 0.2, -1.0), dl(0.2, -0.1, 0.3);
  const double period = 60.0;
  for (const int images : {3, 10}) {
    Matrix3 sum = Matrix3::Zero();
    for (int k = 20000; k > images; --k)
      for (const double sign : {-1.0, 1.0})
        sum += element_stress(x, source + Vector3(0.0, 0.0, sign * k * period), dl, burgers, elastic);
    const Matrix3 tail = periodic_tail_stress(x, source, dl, burgers, period, images, elastic);
    CHECK((tail - sum).norm() < 0.375 / std::pow(images + 0.5, 2) * sum.norm());
  }
}
