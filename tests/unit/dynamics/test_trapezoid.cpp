#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, 0, -1};

/// Where a shrinking loop is after 0.02 ns in n equal steps without remeshing, every node's position.
std::vector<Vector3> shrunk(int n) {
  TestPillar pillar(free_body(2000.0, 1.0, 25.0), {"numerics.tolerance=10 nm"});
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 1000}, 60.0, 16));
  for (int k = 0; k < n; ++k) {
    pillar.state().dt_next = 1.0;
    pillar.advance(0.02 / n);
  }
  CHECK(pillar.state().load.time.total() == relative(0.02, 1e-14));
  std::vector<Vector3> x;
  for (const Node& node : pillar.network().nodes()) x.push_back(node.x);
  return x;
}

double distance(const std::vector<Vector3>& x, const std::vector<Vector3>& y) {
  double worst = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, (x[i] - y[i]).norm());
  return worst;
}

}  // namespace

// Oracle: order of convergence 2 of Heun's method, against 256 steps.
TEST_CASE("a shrinking loop converges with the second order") {
  const std::vector<Vector3> fine = shrunk(256);
  const double coarse = distance(shrunk(16), fine), middle = distance(shrunk(32), fine);
  MESSAGE("errors ", coarse, ", ", middle, " nm; order ", std::log2(coarse / middle));
  CHECK(std::log2(coarse / middle) == doctest::Approx(2.0).epsilon(0.1));
}

// Oracle: x = v t exactly, v = tau b/B. A straight edge through the periodic boundary feels nothing but the applied
// stress.
TEST_CASE("a straight line under a uniform stress goes v t in any number of steps") {
  const std::string input =
      "seed: 1\npillar: {shape: prism, width: 4 um, depth: 4 um, height: 200 nm, axis: [1, -1, 0], side: [1, 1, 1], "
      "ends: periodic}\n"
      "material: Mo\ntemperature: 300 K\ndislocations: []\n"
      "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 10 Pa s}\n"
      "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
      "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
      "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm}\noutput: {network: false}\n";
  const std::string line =
      "dislocations=[{line: {burgers: [1, 1, 1], plane: [1, 1, -2], points: [[0, 0, 0], [0, 0, 200]]}}]";
  TestPillar pillar(input, {line});
  pillar.resolve(0.5, burgers, {1, 1, -2});
  const double v = 0.5 * pillar.lattice().burgers_magnitude() / 1e-4, time = 0.3;
  while (pillar.state().load.time.total() < time) pillar.step(time - pillar.state().load.time.total());
  CHECK(pillar.state().load.time.total() == time);
  for (const Node& n : pillar.network().nodes()) {
    CHECK(std::abs(n.x.x()) == relative(v * time, 1e-9));
    CHECK(std::abs(n.x.y()) < 1e-9 * v * time);
  }
}

// Oracle: the programme. Stages end, and strains are reached, on the point.
TEST_CASE("stages end and strains are reached exactly") {
  TestPillar pillar(
      free_body(2000.0, 1.0, 25.0),
      {"loading=[{mode: tension, strain_rate: 1e7 /s, until: {strain: 0.3 %}}, {mode: tension, stress: 1 GPa, "
       "until: {time: 0.05 ns}}]"});
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 1000}, 60.0, 16));
  const Loading& loading = *pillar.model().loading;
  const double output = 0.001;
  while (pillar.state().load.strain.total() < output * (1.0 - 1e-12))
    pillar.step(
        std::min(loading.time_to_end(pillar.state().load), loading.time_to_strain(pillar.state().load, output)));
  CHECK(pillar.state().load.strain.total() == relative(output, 1e-14));
  while (!loading.stage_done(pillar.state().load)) pillar.step(loading.time_to_end(pillar.state().load));
  CHECK(pillar.state().load.strain.total() == relative(0.003, 1e-14));
  CHECK(pillar.state().load.stage_time.total() == relative(0.3, 1e-12));
  loading.enter_next(pillar.state().load);
  while (!loading.stage_done(pillar.state().load)) pillar.step(loading.time_to_end(pillar.state().load));
  CHECK(pillar.state().load.stage_time.total() == relative(0.05, 1e-12));
  CHECK(pillar.state().load.stress == 1.0);
  // Strain = stress/E + plastic strain.
  const LoadState& load = pillar.state().load;
  CHECK(load.strain.total() ==
        relative(load.stress / pillar.model().axial_modulus + load.plastic_strain.total(), 1e-9));
}
