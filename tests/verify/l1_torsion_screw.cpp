// L1: one screw along the axis of a twisted tungsten wire, creep and relaxation.
// Oracle: the screw at radius r feels tau = s r/R and sweeps e_p = b (r^2 - r0^2)/(pi R^3), so that r(t) and s(t) = G
// (e - e_p) follow from dr/dt = v(s r/R) alone, v the law's own speed; by Runge-Kutta steps. Scale: the change of r,
// and of s.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

constexpr double radius = 50.0, start = 25.0;  // [nm]

TestPillar wire(const std::string& stage) {
  return TestPillar(
      "seed: 1\npillar: {shape: cylinder, diameter: 100 nm, height: 60 nm, axis: [1, 1, 1], side: [1, 1, -2], ends: "
      "periodic}\nmaterial: W\ntemperature: 300 K\n"
      "dislocations: [{line: {burgers: [1, 1, 1], plane: [1, -1, 0], points: [[25, 0, 0], [25, 0, 60]]}}]\n"
      "mobility: {law: kink_pair, set: atomistic, cross_slip: none}\n"
      "surface: {image_stress: {method: none}, nucleation: {model: none}}\nloading: [{mode: torsion, " +
      stage +
      "}]\nnumerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, tolerance: 0.005 nm}\n"
      "output: {network: false}\n");
}

/// The law's speed of a straight screw at r under the amplitude s [nm/ns].
double speed(const TestPillar& pillar, double s, double r) {
  ArmState arm;
  arm.stress = pillar.model().loading->mode().stress(s, Vector3(r, 0, 0));
  arm.tangent = Vector3::UnitZ();
  arm.burgers = pillar.lattice().burgers({1, 1, 1});
  arm.normal = pillar.lattice().plane_normal({1, -1, 0});
  arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
  arm.straight_length = std::numeric_limits<double>::infinity();
  arm.temperature = 300;
  arm.to_crystal = pillar.lattice().rotation().transpose();
  return (pillar.model().law->respond(arm).drag.inverse() * arm.force).x();
}

/// r after time t, from dr/dt = v(s(r), r).
template <class Amplitude>
double oracle(const TestPillar& pillar, double t, Amplitude amplitude) {
  double r = start;
  const int steps = 4000;
  const double h = t / steps;
  const auto v = [&](double at) { return speed(pillar, amplitude(at), at); };
  for (int i = 0; i < steps; ++i) {
    const double k1 = v(r), k2 = v(r + 0.5 * h * k1), k3 = v(r + 0.5 * h * k2), k4 = v(r + h * k3);
    r += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return r;
}

double plastic(const TestPillar& pillar, double r) {
  return pillar.lattice().burgers_magnitude() * (r * r - start * start) / (std::numbers::pi * std::pow(radius, 3));
}

double follow(TestPillar& pillar, double time) {
  while (pillar.state().load.time.total() < time) pillar.step(time - pillar.state().load.time.total());
  double r = 0;
  for (const Node& n : pillar.network().nodes()) r = std::max(r, n.x.x());
  for (const Node& n : pillar.network().nodes()) CHECK(n.x.x() == relative(r, 1e-9));  // it stays straight
  return r;
}

}  // namespace

TEST_CASE("creep: the amplitude is held") {
  for (const double s : {1.8, 2.0}) {
    TestPillar pillar = wire("stress: " + std::to_string(s) + " GPa, until: {time: 1 s}");
    const double time = 1.5 / speed(pillar, s, start);
    const double expected = oracle(pillar, time, [&](double) { return s; });
    const double r = follow(pillar, time);
    MESSAGE("creep at ", s, " GPa: r ", r, ", expected ", expected, " nm after ", time, " ns");
    REQUIRE(expected > start + 2.0);
    CHECK(r - start == relative(expected - start, 5e-3));
    CHECK(pillar.state().load.plastic_strain.total() == relative(plastic(pillar, r), 1e-9));
    CHECK(pillar.state().load.strain.total() ==
          relative(s / pillar.model().loading->mode().modulus + plastic(pillar, r), 1e-9));
  }
}

TEST_CASE("relaxation: the twist is held") {
  TestPillar pillar = wire("strain: 1.25 %, until: {time: 1 s}");
  const double modulus = pillar.model().loading->mode().modulus, s0 = pillar.state().load.stress;
  CHECK(s0 == relative(0.0125 * modulus, 1e-12));
  const auto amplitude = [&](double r) { return modulus * (0.0125 - plastic(pillar, r)); };
  const double time = 1.5 / speed(pillar, s0, start);
  const double expected = oracle(pillar, time, amplitude);
  const double r = follow(pillar, time), s = pillar.state().load.stress;
  MESSAGE("relaxation: r ", r, ", expected ", expected, " nm; amplitude from ", s0, " to ", s, " GPa after ", time,
          " ns");
  CHECK(s < s0);
  CHECK(s0 - s == relative(s0 - amplitude(expected), 5e-3));
  CHECK(s == relative(amplitude(r), 1e-9));
}
