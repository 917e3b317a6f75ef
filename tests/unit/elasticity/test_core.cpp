#include <doctest/doctest.h>

#include <numbers>

#include "ddd/elasticity/elasticity.hpp"

using namespace pillardd;

namespace {
const ElasticConstants elastic{100.0, 0.3, 1.0};
constexpr double cutoff = 0.25;
}  // namespace

TEST_CASE("core energy of a screw and an edge is the formula by hand") {
  const double k = 100.0 / (4.0 * std::numbers::pi) * 0.27 * 0.27 * std::log(4.0) * 20.0;
  const Vector3 b(0.0, 0.0, 0.27);
  CHECK(core_energy({Vector3::Zero(), Vector3(0.0, 0.0, 20.0), b}, cutoff, elastic) ==
        doctest::Approx(k).epsilon(1e-14));
  CHECK(core_energy({Vector3::Zero(), Vector3(0.0, 20.0, 0.0), b}, cutoff, elastic) ==
        doctest::Approx(k / 0.7).epsilon(1e-14));
}

TEST_CASE("core force is minus the gradient of the core energy, to 1e-8 of its size") {
  const StraightSegment segment{Vector3(1.0, 2.0, 3.0), Vector3(9.0, -4.0, 5.0), Vector3(0.1, 0.2, -0.15)};
  const auto force = core_forces(segment, cutoff, elastic);
  const double h = 1e-3, scale = force[1].norm();
  for (int axis = 0; axis < 3; ++axis) {
    StraightSegment up = segment, down = segment;
    up.b[axis] += h;
    down.b[axis] -= h;
    const double slope = (core_energy(up, cutoff, elastic) - core_energy(down, cutoff, elastic)) / (2.0 * h);
    CHECK(std::abs(slope + force[1][axis]) < 1e-8 * scale);
    CHECK(force[0][axis] == -force[1][axis]);
  }
}

TEST_CASE("without a gap between a and r_c there is no core energy") {
  const StraightSegment segment{Vector3::Zero(), Vector3(9.0, -4.0, 5.0), Vector3(0.1, 0.2, -0.15)};
  CHECK(core_energy(segment, 1.0, elastic) == 0.0);
}
