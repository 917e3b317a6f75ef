#include "ddd/dynamics/line_energy.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, 0, -1};

/// A loop of 60 nm radius and one around it, three times as large, in arms of 15 to 20 nm.
void add_loops(TestPillar& pillar) {
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 500}, 60.0, 24));
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 500}, 180.0, 8));
}

}  // namespace

// Oracle: a segment that is divided is the same line. Scale: the mutual energies that are summed, about 10 aJ each.
TEST_CASE("dividing segments changes no energy, whatever stands around them") {
  TestPillar pillar(free_body(1000.0, 1.0, 20.0));
  add_loops(pillar);
  Network& net = pillar.network();
  const std::vector<PlacedSegment> before = placed_segments(net);
  Edit edit(net);
  edit.bisect(3, 0.5);
  edit.bisect(28, 0.3);
  CHECK(energy_between(pillar.model(), net.period(), before, placed_segments(net)) == 0.0);
  // With a node moved beside the division the pieces are counted.
  const std::vector<PlacedSegment> divided = placed_segments(net);
  edit.move_node(3, net.node(3).x + Vector3(2.0, 1.0, 2.0), Cause::remesh);
  const double one_way = energy_between(pillar.model(), net.period(), before, placed_segments(net));
  const double other_way = energy_between(pillar.model(), net.period(), divided, placed_segments(net));
  CHECK(std::abs(one_way) > 1.0);
  CHECK(std::abs(one_way - other_way) < 1e-3);
}

// Oracle: the energy of everything, before and after. Scale: the change.
TEST_CASE("change of energy of nodes that move and lines that vanish") {
  TestPillar pillar(free_body(1000.0, 1.0, 20.0));
  add_loops(pillar);
  Network& net = pillar.network();
  const std::vector<PlacedSegment> before = placed_segments(net);
  const double whole = line_energy(pillar.model(), net);
  Edit edit(net);
  edit.move_node(3, net.node(3).x + Vector3(2.0, 1.0, 2.0), Cause::remesh);
  edit.move_node(27, net.node(27).x + Vector3(-4.0, 3.0, -4.0), Cause::remesh);
  edit.merge(10, 11, net.node(10).x, Cause::remesh);
  const double change = energy_between(pillar.model(), net.period(), before, placed_segments(net));
  CHECK(change == relative(line_energy(pillar.model(), net) - whole, 1e-3));
}

// Oracle: a line and its copies are one line. Scale: the change.
TEST_CASE("the copy of a line that a change is counted with does not matter") {
  const auto change_at = [](double z) {
    TestPillar pillar(
        "seed: 1\npillar: {shape: prism, width: 400 nm, depth: 400 nm, height: 600 nm, axis: [0, 0, 1], "
        "side: [1, 0, 0], ends: periodic}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
        "mobility: {law: linear, cross_slip: none}\n"
        "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
        "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
        "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm}\noutput: {network: false}\n");
    pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 590}, 60.0, 24));
    pillar.add(glide_loop(pillar.lattice(), burgers, plane, {40, 0, z}, 60.0, 24));
    Network& net = pillar.network();
    const std::vector<PlacedSegment> before = placed_segments(net);
    Edit(net).move_node(3, net.node(3).x + Vector3(2.0, 1.0, 2.0), Cause::remesh);
    return energy_between(pillar.model(), net.period(), before, placed_segments(net));
  };
  CHECK(change_at(30.0) == relative(change_at(630.0), 1e-9));
}
