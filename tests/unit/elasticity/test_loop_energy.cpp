// The barrier of half and full loops. Oracles: the equations by hand, search for the maximum; scales stated.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/elasticity/loop_energy.hpp"

using namespace pillardd;

namespace {

constexpr double pi = std::numbers::pi;

/// W, r_c = b, m = .72.
LoopLineTension tungsten(bool half) {
  const double mu = 160.0, nu = 0.28, b = 0.2741;
  return {mu * b * b * (2.0 - nu) / (8.0 * (1.0 - nu)), loop_core(b, nu), half ? 0.72 : 1.0, half, b};
}

double enthalpy(const LoopLineTension& loop, double shear, double radius) {
  return loop.energy(radius) - (loop.half ? 0.5 : 1.0) * pi * radius * radius * shear * loop.burgers;
}

/// The shear at which ln(8 m R_c/r_0) = x:  K'(x - 1) = pi tau b R_c.
double shear_at(const LoopLineTension& loop, double x) {
  return loop.prefactor * (x - 1.0) / (pi * loop.burgers * loop.core / (8.0 * loop.image_factor) * std::exp(x));
}

}  // namespace

TEST_CASE("the saddle is the maximum of the enthalpy, and its height and area are its derivatives") {
  for (const bool half : {true, false})
    for (const double shear : {0.5, 1.0, 2.0}) {
      const LoopLineTension loop = tungsten(half);
      const LoopSaddle saddle = loop_saddle(loop, shear);
      REQUIRE_FALSE(saddle.barrierless);
      const double height = enthalpy(loop, shear, saddle.radius);
      CHECK(saddle.energy == doctest::Approx(height).epsilon(1e-11));
      CHECK(height > enthalpy(loop, shear, 0.999 * saddle.radius));
      CHECK(height > enthalpy(loop, shear, 1.001 * saddle.radius));
      const double d = 1e-5 * shear;
      const double slope = (loop_saddle(loop, shear + d).energy - loop_saddle(loop, shear - d).energy) / (2.0 * d);
      CHECK(loop.burgers * saddle.area == doctest::Approx(-slope).epsilon(1e-7));
    }
}

TEST_CASE("the barrier is zero at ln(8 m R/r_0) = 3, and below 2 there is no maximum") {
  const LoopLineTension loop = tungsten(true);
  const double limit = barrierless_shear(loop);
  CHECK(limit == doctest::Approx(shear_at(loop, 3.0)).epsilon(1e-12));
  const LoopSaddle below = loop_saddle(loop, 0.999 * limit), above = loop_saddle(loop, 1.001 * limit);
  CHECK_FALSE(below.barrierless);
  CHECK(below.energy < 1e-2 * loop.prefactor * below.radius);
  CHECK(above.barrierless);
  CHECK(above.energy == 0.0);
  // Between 3 and 2 the radius is that of the maximum, which lies below zero; past 2 that of the hardest growth.
  const LoopSaddle last = loop_saddle(loop, 0.9999 * shear_at(loop, 2.0)),
                   none = loop_saddle(loop, 1.2 * shear_at(loop, 2.0));
  CHECK(std::log(8.0 * loop.image_factor * last.radius / loop.core) == doctest::Approx(2.0).epsilon(0.02));
  CHECK(none.barrierless);
  CHECK(none.radius ==
        doctest::Approx(loop.prefactor / (pi * 1.2 * shear_at(loop, 2.0) * loop.burgers)).epsilon(1e-12));
}

TEST_CASE("r_0 is 0.811 r_c at nu = .28") {
  CHECK(loop_core(1.0, 0.28) == doctest::Approx(0.811).epsilon(5e-4));
}

TEST_CASE("the surface's factor: the same for b and its mirror image, screw ends below edge ends") {
  // Oracle: symmetry. The size is the half space's own (docs/theory/nucleation.md, table 1); a third of m comes from
  // the surface where the ends are screws, and next to nothing where they are edges.
  const double screw = half_loop_image_factor(0.28, 0.0), edge = half_loop_image_factor(0.28, 0.5 * pi);
  CHECK(half_loop_image_factor(0.28, 0.3) == doctest::Approx(half_loop_image_factor(0.28, pi - 0.3)).epsilon(1e-9));
  CHECK(screw < 0.6);
  CHECK(edge > 0.9);
  CHECK(edge < 1.0);
  CHECK(mean_image_factor(0.28) == doctest::Approx(std::sqrt(screw * edge)).epsilon(1e-3));
}
