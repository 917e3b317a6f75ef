// P9, the first half: one straight screw, from a laboratory's strain rate to that of a simulation.
// Oracle: the law itself. A screw of length l that glides at v strains a body of volume V by rate = b m l v/V, so the
// flow stress is v^-1(rate V/(b m l))/m. Scale: that stress.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "ddd/dynamics/screw_lines.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

constexpr double width = 60.0, depth = 200.0, height = 150.0;  // [nm]

/// A prism along [001] whose side faces x = const are crossed by a screw [111] on (0 1 -1), of Schmid factor 1/sqrt 6.
/// The screw glides parallel to these faces: its length stays, and nothing turns its ends within the glide plane.
std::string prism(const std::string& metal, const std::string& mobility, const std::string& rate) {
  return "seed: 1\npillar: {shape: prism, width: 60 nm, depth: 200 nm, height: 150 nm, axis: [0, 0, 1], side: [1, 2, "
         "0], ends: free}\nmaterial: " +
         metal +
         "\ntemperature: 300 K\n"
         "dislocations: [{line: {burgers: [1, 1, 1], plane: [0, 1, -1], points: [[-30, -75, 25], [30, -95, "
         "69.7214]]}}]\nmobility: {law: kink_pair, cross_slip: none, " +
         mobility +
         "}\nsurface: {image_stress: {method: none}, nucleation: {model: none}}\nloading: [{mode: tension, "
         "strain_rate: " +
         rate +
         " /s, until: {strain: 2 %}}]\nnumerics: {integrator: implicit, segment_max: 20 nm, segment_min: 8 nm, "
         "tolerance: 0.1 nm, time_step_max: 1e10 ns}\noutput: {network: false}\n";
}

/// The law's speed of the straight screw under the axial stress s [m/s].
double speed(const TestPillar& pillar, double s, double length) {
  ArmState arm;
  arm.stress = Matrix3::Zero();
  arm.stress(2, 2) = s;
  arm.burgers = pillar.lattice().burgers({1, 1, 1});
  arm.tangent = arm.burgers.normalized();
  arm.normal = pillar.lattice().plane_normal({0, 1, -1});
  arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
  arm.straight_length = length;
  arm.temperature = 300;
  arm.to_crystal = pillar.lattice().rotation().transpose();
  const Vector3 m = arm.normal.cross(arm.tangent), force = m * m.dot(arm.force);
  return std::abs(m.dot(pillar.model().law->respond(arm).drag.inverse() * force));
}

double flow_stress(const TestPillar& pillar, double rate_per_ns, double length) {
  const double b = pillar.lattice().burgers_magnitude(), schmid = 1.0 / std::sqrt(6.0);
  const double wanted = rate_per_ns * width * depth * height / (b * schmid * length);
  double low = 1e-3, high = 20.0;
  for (int k = 0; k < 100; ++k) (speed(pillar, 0.5 * (low + high), length) < wanted ? low : high) = 0.5 * (low + high);
  return low;
}

double foremost(const TestPillar& pillar) {
  double y = -1e9;
  for (const Node& n : pillar.network().nodes())
    if (n.alive) y = std::max(y, n.x.y());
  return y;
}

void check_rates(const std::string& metal, const std::string& set, const std::vector<std::string>& rates) {
  for (const std::string kinetics : {"long_line", "finite_length"})
    for (const std::string& rate : rates) {
      TestPillar pillar(prism(metal, set + ", kinetics: " + kinetics, rate));
      const double length = pillar.network().total_length(), begin = foremost(pillar);
      double strain = 0.0, plastic = 0.0, share = 0.0;
      while (foremost(pillar) < 0.5 * depth - 15.0) {
        pillar.step();
        share = (pillar.state().load.plastic_strain.total() - plastic) / (pillar.state().load.strain.total() - strain);
        strain = pillar.state().load.strain.total();
        plastic = pillar.state().load.plastic_strain.total();
      }
      double spread = 0.0;
      for (std::size_t s = 0; s < pillar.network().segments().size(); ++s)
        if (pillar.network().segments()[s].alive)
          spread = std::max(spread, screw_offset(pillar.network(), static_cast<Slot>(s)).norm());
      const double expected = flow_stress(pillar, std::stod(rate) * 1e-9, length), stress = pillar.state().load.stress;
      MESSAGE(metal, " ", kinetics, " ", rate, " /s: ", stress, " GPa, expected ", expected, ", ratio ",
              stress / expected, "; plastic share ", share, ", way ", foremost(pillar) - begin, " nm, steps ",
              pillar.state().step, ", offset ", spread, " nm");
      CHECK(stress == relative(expected, 0.03));
      CHECK(pillar.network().total_length() == relative(length, 1e-3));
      CHECK(spread < kink_height(pillar.lattice()));
    }
}

}  // namespace

TEST_CASE("Mo: the flow stress of one screw at four rates") {
  check_rates("Mo", "set: experimental", {"1e-3", "1", "1e3", "1e5"});
}

TEST_CASE("W with Schmid's law: the flow stress of one screw at two rates") {
  check_rates("W", "set: atomistic, non_schmid_a0: 1, non_schmid_a1: 0, non_schmid_a2: 0, non_schmid_a3: 0",
              {"1e-3", "1e5"});
}

// Where a line leaves the surface obliquely its continuation outside, along the normal, has non-glide stresses at the
// line's ends, which the whole law of tungsten answers to: the kinks of a straight screw meet their mean.
TEST_CASE("W: the flow stress of one screw at two rates") {
  check_rates("W", "set: atomistic", {"1e-3", "1e5"});
}
