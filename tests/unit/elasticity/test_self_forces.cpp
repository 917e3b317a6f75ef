#include <doctest/doctest.h>

#include "ddd/elasticity/oracle.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

TEST_CASE("self force agrees with the double quadrature, to 1e-8 of the pair scale") {
  for (int i = 0; i < 60; ++i) {
    Draws draw(i);
    const ElasticConstants elastic{100.0, 0.1 + 0.35 * draw.uniform(), draw.log_uniform(0.1, 10.0)};
    const Vector3 a = draw.direction();
    const StraightSegment s{a, a + draw.log_uniform(0.1, 1000.0) * draw.direction(), 0.27 * draw.direction()};
    const PairForces expected = oracle::pair_forces(s, s, elastic);
    const auto force = self_forces(s, elastic);
    const double scale = oracle::pair_scale(s, s, elastic);
    CHECK((force[0] - expected.a1).norm() < 1e-8 * scale);
    CHECK((force[1] - expected.b1).norm() < 1e-8 * scale);
  }
}

TEST_CASE("a pure screw and a pure edge have no self force") {
  const ElasticConstants elastic{100.0, 0.3, 1.0};
  const Vector3 end(0.0, 0.0, 20.0);
  CHECK(self_forces({Vector3::Zero(), end, Vector3(0.0, 0.0, 0.27)}, elastic)[1].norm() == 0.0);
  CHECK(self_forces({Vector3::Zero(), end, Vector3(0.27, 0.0, 0.0)}, elastic)[1].norm() == 0.0);
}
