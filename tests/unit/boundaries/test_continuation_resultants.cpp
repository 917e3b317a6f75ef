// What continuations leave, from tables. Oracle: the sum along the ring for each exit by itself; scale: E b S/L of half
// a section, and R times that.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "boundaries/section_resultants.hpp"

using namespace pillardd;

TEST_CASE("the same as summed for each exit, on both sides and anywhere along z") {
  const PeriodicCylinder body{100.0, 300.0};
  const ElasticConstants elastic{100.0, 0.3, 0.3};
  const ContinuationResultants tables(body, elastic);
  const double pi = std::numbers::pi, R = body.radius;
  const double force = 2.6 * elastic.shear * 0.5 * pi * R * R / body.period;
  double worst = 0.0;
  for (const auto& [angle, z, b] : {std::tuple{0.01, 10.0, Vector3(0.2, 0.1, 0.1)},
                                    {0.78, -50.0, Vector3(0.0, 0.0, 0.25)},
                                    {1.3, 170.0, Vector3(0.25, 0.0, 0.0)},
                                    {3.14, 650.0, Vector3(0.1, 0.2, 0.1)},
                                    {-0.4, 33.0, Vector3(0.0, 0.25, 0.0)},
                                    {-2.2, 120.0, Vector3(-0.1, 0.1, 0.2)}}) {
    const Vector3 x(R * std::cos(angle), R * std::sin(angle), z);
    const SectionResultants a = tables.of(x, b), e = resultants_of_continuation(x, b, body, elastic);
    for (const double off :
         {a.axial - e.axial, (a.moment_x - e.moment_x) / R, (a.moment_y - e.moment_y) / R, (a.torque - e.torque) / R})
      worst = std::max(worst, std::abs(off) / (force * b.norm()));
  }
  MESSAGE("largest difference ", worst);
  CHECK(worst < 1e-3);
}
