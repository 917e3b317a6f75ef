#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "programme.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;
using programme::make;
using programme::modulus;

namespace {

void step(const Loading& loading, LoadState& state, double dt, double plastic = 0) {
  programme::accept(state, loading.after(state, dt, plastic), dt, plastic);
}

/// Runs the current stage in steps of at most dt with plastic strain at `rate`; returns the number of steps.
int run_stage(const Loading& loading, LoadState& state, double dt, double rate = 0) {
  int steps = 0;
  while (!loading.stage_done(state)) {
    const double h = std::min(dt, loading.time_to_end(state));
    step(loading, state, h, rate * h);
    if (++steps > 1000000) return -1;
  }
  return steps;
}

}  // namespace

// Oracle: sigma = E rate t while nothing is plastic. 1e6 /s is 1e-3 /ns. Compression is negative inside.
TEST_CASE("elastic compression at a strain rate") {
  const auto loading = make("  - {mode: compression, strain_rate: 1e6 /s, until: {strain: 1 %}}");
  CHECK(loading->first_sense() == -1);
  LoadState state = loading->start();
  CHECK(loading->time_to_end(state) == relative(10, 1e-14));
  step(*loading, state, 2.5);
  CHECK(state.stress == relative(-modulus * 2.5e-3, 1e-14));
  CHECK(state.strain.total() == relative(-2.5e-3, 1e-14));
  CHECK(loading->time_to_strain(state, 0.005) == relative(2.5, 1e-12));
  CHECK(loading->time_to_strain(state, 0.001) == std::numeric_limits<double>::infinity());
  step(*loading, state, loading->time_to_strain(state, 0.005));
  CHECK(loading->time_to_strain(state, 0.005) == 0);
  CHECK(state.strain.total() == relative(-0.005, 1e-15));
}

// Oracle: one step of the time announced ends the stage, for any point at which the last steps begin.
TEST_CASE("a stage ends after exactly the time announced") {
  for (const char* stage : {"strain_rate: 1e6 /s, until: {strain: 1 %}", "strain_rate: 3e-3 /s, until: {strain: 0.7 %}",
                            "stress_rate: 7 MPa/ns, until: {stress: 1.3 GPa}", "stress: 1 GPa, until: {time: 0.3 ns}",
                            "strain: 0.3 %, until: {time: 7 s}"}) {
    CAPTURE(stage);
    const auto loading = make(std::string("  - {mode: tension, ") + stage + "}");
    for (const double part : {0.0, 1e-9, 0.1, 1.0 / 3, 0.999, 1 - 1e-9}) {
      LoadState state = loading->start();
      step(*loading, state, part * loading->time_to_end(state));
      CHECK_FALSE(loading->stage_done(state));
      step(*loading, state, loading->time_to_end(state));
      CHECK(loading->stage_done(state));
      CHECK(loading->time_to_end(state) == 0);
    }
    LoadState many = loading->start();
    CHECK(run_stage(*loading, many, loading->time_to_end(many) / 997) <= 998);
  }
}

// Oracle: d sigma = E (rate dt - d eps_p). Strain and stress against the closed form after 1e5 uneven steps with a
// constant plastic share of 0.4: sigma = 0.6 E eps. Compensated sums keep it to rounding of the result.
TEST_CASE("plastic strain takes its share of the stress") {
  const auto loading = make("  - {mode: compression, strain_rate: 1e6 /s, until: {strain: 1 %}}");
  LoadState state = loading->start();
  int i = 0;
  while (!loading->stage_done(state)) {
    const double h = std::min(1e-4 * (1 + 0.5 * std::sin(i++)), loading->time_to_end(state));
    step(*loading, state, h, -0.4e-3 * h);
  }
  CHECK(i > 90000);
  CHECK(std::abs(state.strain.total() + 0.01) < 1e-12 * 0.01);
  CHECK(state.plastic_strain.total() == relative(-0.004, 1e-13));
  CHECK(state.stress == relative(-0.006 * modulus, 1e-12));
}

// Oracle: 1e10 ns of steps of 1e-3 ns at 1e-12 /ns: the increment 1e-15 is 1e-13 of the strain 0.01, where a plain sum
// loses a part in 1e3. Started by one long step.
TEST_CASE("picosecond steps at a laboratory rate are not lost") {
  const auto loading = make("  - {mode: tension, strain_rate: 1e-3 /s, until: {strain: 2 %}}");
  LoadState state = loading->start();
  step(*loading, state, 1e10);
  for (int i = 0; i < 100000; ++i) step(*loading, state, 1.3e-3);
  CHECK((state.strain.value - 0.01) + state.strain.compensation == relative(1.3e-10, 1e-6));
  CHECK((state.time.value - 1e10) + state.time.compensation == relative(130, 1e-10));
  CHECK(state.stress == relative(modulus * 0.01, 1e-7));
}

// Oracle: by hand. 1 % in compression with 0.4 % plastic leaves 0.6 % elastic: -2.304 GPa. Unloaded elastically to
// 0 MPa the strain is the plastic one; reloaded to 0.8 % it is 0.4 % elastic.
TEST_CASE("compress to 1 %, unload to 0 MPa, reload") {
  const auto loading = make(
      "  - {mode: compression, strain_rate: 1e6 /s, until: {strain: 1 %}}\n"
      "  - {mode: compression, stress_rate: -10 MPa/ns, until: {stress: 0 MPa}}\n"
      "  - {mode: compression, strain_rate: 1e5 /s, until: {strain: 0.8 %}}\n");
  REQUIRE(loading->stages() == 3);
  LoadState state = loading->start();
  run_stage(*loading, state, 0.01, -0.4e-3);
  CHECK(state.stress == relative(-0.006 * modulus, 1e-12));
  loading->enter_next(state);
  CHECK(state.stage_time.total() == 0);
  CHECK(loading->time_to_end(state) == relative(0.006 * modulus / 0.01, 1e-12));
  CHECK(loading->time_to_strain(state, 0.02) == std::numeric_limits<double>::infinity());
  run_stage(*loading, state, 1.0);
  CHECK(std::abs(state.stress) < 1e-11 * modulus * 0.01);
  CHECK(state.strain.total() == relative(-0.004, 1e-11));
  loading->enter_next(state);
  run_stage(*loading, state, 1.0);
  CHECK(state.strain.total() == relative(-0.008, 1e-12));
  CHECK(state.stress == relative(-0.004 * modulus, 1e-11));
  CHECK(loading->stage_done(state));
}

// Oracle: equation strain = sigma/E + eps_p.
TEST_CASE("a stress rate: the strain is elastic plus plastic") {
  const auto loading = make("  - {mode: tension, stress_rate: 10 MPa/ns, until: {stress: 1 GPa}}");
  LoadState state = loading->start();
  run_stage(*loading, state, 0.37, 2e-5);
  CHECK(state.stress == relative(1, 1e-12));
  CHECK(state.time.total() == relative(100, 1e-12));
  CHECK(state.strain.total() == relative(1 / modulus + 2e-3, 1e-12));
}

// Oracle: an elastic jump of strain by d sigma/E when the held stress is applied, then strain grows as eps_p alone.
TEST_CASE("held stress: a jump, then creep") {
  const auto loading = make(
      "  - {mode: compression, stress: 800 MPa, until: {strain: 1 %}}\n"
      "  - {mode: compression, stress: 500 MPa, until: {time: 2 ns}}\n");
  LoadState state = loading->start();
  CHECK(state.stress == -0.8);
  CHECK(state.strain.total() == relative(-0.8 / modulus, 1e-15));
  CHECK(loading->time_to_end(state) == std::numeric_limits<double>::infinity());
  run_stage(*loading, state, 0.1, -1e-4);
  CHECK(state.stress == -0.8);
  CHECK(state.strain.total() <= -0.01 * (1 - 1e-12));
  CHECK(state.strain.total() > -0.01 - 1.01e-5);  // the step that crosses is 1e-5 long
  const double before = state.strain.total();
  loading->enter_next(state);
  CHECK(state.stress == -0.5);
  CHECK(state.strain.total() - before == relative(0.3 / modulus, 1e-12));
  CHECK(loading->time_to_end(state) == 2);
}

// Oracle: sigma = E (eps - eps_p) at constant eps.
TEST_CASE("held strain: the stress relaxes by E d eps_p") {
  const auto loading = make("  - {mode: tension, strain: 0.5 %, until: {stress: 1 GPa, time: 1 s}}");
  LoadState state = loading->start();
  CHECK(state.stress == relative(0.005 * modulus, 1e-15));
  CHECK(loading->time_to_strain(state, 0.007) == std::numeric_limits<double>::infinity());
  step(*loading, state, 1, 0.001);
  CHECK(state.stress == relative(0.004 * modulus, 1e-14));
  CHECK_FALSE(loading->stage_done(state));
  step(*loading, state, 1, 0.0015);
  CHECK(state.strain.total() == 0.005);
  CHECK(state.stress == relative(0.0025 * modulus, 1e-14));
  CHECK(loading->stage_done(state));
}

TEST_CASE("an initial stress comes with its elastic strain") {
  const auto loading =
      make("  - {mode: compression, strain_rate: 1e6 /s, initial_stress: 200 MPa, until: {strain: 1 %}}");
  LoadState state = loading->start();
  CHECK(state.stress == -0.2);
  CHECK(state.strain.total() == relative(-0.2 / modulus, 1e-15));
  step(*loading, state, 1);
  CHECK(state.stress == relative(-0.2 - 1e-3 * modulus, 1e-14));
}

// 1e13 /m² is 1e-5 /nm²: a rise and a fall to the same value, told apart by where the stage began.
TEST_CASE("density is reached from either side") {
  const auto loading = make(
      "  - {mode: tension, strain_rate: 1e6 /s, until: {density: 1e13 /m^2}}\n"
      "  - {mode: tension, strain_rate: 1e6 /s, until: {density: 5e12 /m^2}}\n");
  LoadState state = loading->start();
  state.density = 8e-6;
  CHECK_THROWS_AS(loading->stage_done(state), InvariantBroken);
  state.stage_density = state.density;
  CHECK_FALSE(loading->stage_done(state));
  state.density = 1.1e-5;
  CHECK(loading->stage_done(state));
  loading->enter_next(state);
  CHECK_FALSE(loading->stage_done(state));
  state.density = 4.9e-6;
  CHECK(loading->stage_done(state));
}

// Under 1 GPa held no strain but the plastic one is added: a step that adds 3e-4 passes 1e-4 after a third of it.
TEST_CASE("plastic strain ends a stage, in the sense of the load, in proportion within a step") {
  for (const double sense : {-1.0, 1.0}) {
    const auto loading = make(std::string("  - {mode: ") + (sense < 0 ? "compression" : "tension") +
                              ", stress: 1 GPa, until: {plastic_strain: 0.01 %, time: 8 ns}}\n");
    LoadState state = loading->start();
    CHECK(loading->fraction_to_end(state, 1.0, sense * 3e-4) == relative(1.0 / 3.0, 1e-12));
    CHECK(loading->fraction_to_end(state, 1.0, -sense * 3e-4) == 1.0);
    state.plastic_strain.add(-sense * 2e-4);
    CHECK_FALSE(loading->stage_done(state));
    state.plastic_strain.add(sense * 2.9e-4);
    CHECK_FALSE(loading->stage_done(state));
    state.plastic_strain.add(sense * 0.1e-4);
    CHECK(loading->stage_done(state));
  }
}

TEST_CASE("several conditions: the first reached ends the stage") {
  const auto loading =
      make("  - {mode: tension, strain_rate: 1e6 /s, until: {strain: 1 %, stress: 1 GPa, time: 8 ns}}");
  LoadState state = loading->start();
  CHECK(loading->time_to_end(state) == relative(8, 1e-14));
  step(*loading, state, 2.5);
  CHECK_FALSE(loading->stage_done(state));
  step(*loading, state, 0.2);
  CHECK(loading->stage_done(state));  // 2.7e-3 E = 1.04 GPa
}

TEST_CASE("the stress tensor is uniaxial and a stage can be described") {
  const auto loading = make("  - {mode: compression, strain_rate: 1e6 /s, until: {strain: 1 %, time: 5 ns}}");
  Matrix3 expected = Matrix3::Zero();
  expected(2, 2) = -1.5;
  CHECK(loading->mode().stress(-1.5, Vector3(1, 2, 3)) == expected);
  CHECK(loading->describe(0).find("compression at ") == 0);
  CHECK(loading->describe(0).find("strain 0.01 or time 5 ns") != std::string::npos);
  CHECK_THROWS_AS(
      [&] {
        LoadState state = loading->start();
        loading->enter_next(state);
      }(),
      InvariantBroken);
}
