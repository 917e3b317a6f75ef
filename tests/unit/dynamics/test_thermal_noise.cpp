#include <doctest/doctest.h>

#include <cmath>

#include "ddd/base/constants.hpp"
#include "ddd/dynamics/thermal_noise.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/stiff_screw_law.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, 1, -2};
constexpr double drag = 1e-4, thermal = boltzmann * 300.0;

/// A pillar along [1-10]: z along the line of an edge, x along b, the plane's normal along y.
std::string edge_pillar(const std::string& ends) {
  return "seed: 7\npillar: {shape: prism, width: 4 um, depth: 4 um, height: 60 nm, axis: [1, -1, 0], side: [1, 1, 1], "
         "ends: " +
         ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, thermal_noise: true, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, "
         "climb_drag: 10 Pa s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, periodic_images: 1}\n"
         "output: {network: false}\n";
}

/// Three nodes along z at height y over the middle plane, 20 nm apart; closed through the boundary, or the first and
/// last pinned.
void add_edge(TestPillar& pillar, bool closed, double y = 0.0) {
  Edit edit(pillar.network());
  std::vector<Slot> nodes;
  for (int k = 0; k < 3; ++k)
    nodes.push_back(edit.add_node({0.0, y, 20.0 * k}, closed || k == 1 ? NodeKind::free : NodeKind::pinned));
  edit.add_segment(nodes[0], nodes[1], burgers, plane);
  edit.add_segment(nodes[1], nodes[2], burgers, plane);
  if (closed) edit.add_segment(nodes[2], nodes[0], burgers, plane);
  pillar.begin();
}

}  // namespace

// Oracle: <dV dV^T> = 2 k_B T P (P^T B P)^-1 P^T. Scale: sqrt(2/20000) = 1 % of a variance; 5 sigma.
TEST_CASE("the noise has the covariance of fluctuation and dissipation") {
  TestPillar pillar(edge_pillar("free"));
  add_edge(pillar, false);
  pillar.velocities();
  NodalMotion motion;
  ForceEvaluator evaluator;
  nodal_velocities(pillar.model(), pillar.network(), evaluator.evaluate(pillar.model(), pillar.network(), 0.0), motion);
  motion.drag[1] << 2.0, 0.3, 0.7, 0.3, 5.0, 0.1, 0.7, 0.1, 1.0;  // any symmetric positive definite tensor
  Matrix3 covariance = Matrix3::Zero();
  const int draws = 20000;
  for (int k = 0; k < draws; ++k) {
    const std::vector<Vector3> v = thermal_velocities(pillar.model(), pillar.network(), motion, k);
    CHECK_MESSAGE((v[0].isZero(0.0) && v[2].isZero(0.0)), "pinned nodes are still");
    covariance += v[1] * v[1].transpose() / draws;
  }
  // The plane's normal is y and the line runs along z: what is left is x.
  const Vector3 p = Vector3::UnitX();
  const Matrix3 expected = 2.0 * thermal * p * p.transpose() / p.dot(motion.drag[1] * p);
  CHECK((covariance - expected).norm() < 0.05 * expected.norm());
}

// Oracle: the centre of mass of a line of drag B L that no force acts on diffuses with D = k_B T/(B L), whatever its
// tension. Scale: sqrt(2/1000) = 4.5 % of a variance; 4 sigma.
TEST_CASE("a free line diffuses") {
  TestPillar pillar(edge_pillar("periodic"));
  add_edge(pillar, true);
  double squares = 0.0, time = 0.0;
  for (int k = 0; k < 1000; ++k) {
    double before = 0.0, after = 0.0;
    for (const Node& n : pillar.network().nodes()) before += n.x.x() / 3.0;
    pillar.state().dt_next = 1e-4;
    pillar.advance();
    ++pillar.state().step;
    for (const Node& n : pillar.network().nodes()) after += n.x.x() / 3.0;
    squares += (after - before) * (after - before);
    time += pillar.state().dt;
  }
  const double found = squares / (2.0 * time), expected = thermal / (drag * 60.0);
  MESSAGE("D ", found, " nm^2/ns, k T/(B L) ", expected);
  CHECK(found == relative(expected, 0.18));
}

// Oracle: equipartition, <x^2> = k_B T/k, k = -dF/dx by differences of the nodal force. Scale: 2000 steps of a fifth
// of the relaxation time for each of ten lines 300 nm apart, about 2000 free draws, so 3.2 %; 4 sigma, and 1 % of
// Heun's step. What the lines do to each other is 1e-3 of k.
TEST_CASE("a node between two pins has its share of the heat") {
  TestPillar pillar(edge_pillar("free"));
  const int lines = 10;
  for (int k = 0; k < lines; ++k) add_edge(pillar, false, 300.0 * k);
  // The same drag in all directions: the node must not be stiffer along its line than across.
  pillar.model().law = std::make_unique<StiffScrewLaw>(1.0 / drag, 1.0 / drag);
  const auto force_at = [&](double x) {
    pillar.network().set_position(1, {x, 0.0, 20.0});
    ForceEvaluator evaluator;
    return nodal_force(pillar.network(), evaluator.evaluate(pillar.model(), pillar.network(), 0.0), 1).x();
  };
  const double stiffness = -(force_at(0.01) - force_at(-0.01)) / 0.02;
  pillar.network().set_position(1, {0.0, 0.0, 20.0});
  const double step = 0.2 * drag * 20.0 / stiffness;
  double mean = 0.0;
  const int steps = 2000;
  for (int k = 0; k < steps; ++k) {
    pillar.state().dt_next = step;
    pillar.advance(step);
    ++pillar.state().step;
    for (int line = 0; line < lines; ++line) {
      const double x = pillar.network().node(static_cast<Slot>(3 * line + 1)).x.x();
      mean += x * x / (steps * lines);
    }
  }
  MESSAGE("<x^2> ", mean, " nm^2, k T/k ", thermal / stiffness, ", rejected ", pillar.state().steps.all_refused());
  CHECK(mean == relative(thermal / stiffness, 0.14));
}

TEST_CASE("noise is a function of seed, node and step") {
  TestPillar one(edge_pillar("periodic")), two(edge_pillar("periodic"));
  add_edge(one, true);
  add_edge(two, true);
  for (int k = 0; k < 20; ++k) one.step(1e-3);
  for (int k = 0; k < 10; ++k) two.step(1e-3);
  TestPillar resumed(edge_pillar("periodic"));
  resumed.state() = two.state();
  for (int k = 0; k < 10; ++k) resumed.step(1e-3);
  REQUIRE(resumed.network().nodes().size() == one.network().nodes().size());
  for (std::size_t n = 0; n < one.network().nodes().size(); ++n)
    CHECK(resumed.network().nodes()[n].x == one.network().nodes()[n].x);
  TestPillar other(edge_pillar("periodic"), {"seed=8"});
  add_edge(other, true);
  for (int k = 0; k < 20; ++k) other.step(1e-3);
  CHECK(other.network().nodes()[0].x != one.network().nodes()[0].x);
}
