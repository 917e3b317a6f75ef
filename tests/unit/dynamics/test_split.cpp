// Nodes of four arms, two lines that have met: taken apart when the lines part, and only then.
#include <doctest/doctest.h>

#include <algorithm>

#include "ddd/dynamics/topology.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

const Integer3 one{1, -1, -1}, plane_one{1, 0, 1}, two{1, 1, 1}, plane_two{0, 1, -1};

/// Nb at 300 K under the law of kinks, no load.
std::string niobium() {
  return "seed: 1\npillar: {shape: cylinder, diameter: 600 nm, height: 600 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: "
         "periodic}\nmaterial: Nb\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: kink_pair, kinetics: finite_length, set: experimental, cross_slip: none}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: compression, stress: 0 GPa, until: {time: 1 s}}]\n"
         "numerics: {integrator: implicit, tolerance: 0.2 nm}\noutput: {network: false}\n";
}

/// A line of `one` and a line of `two`, bent where they have met, as they lay in a pillar of 300 nm; pinned at the ends
/// of their arms.
struct Crossing {
  TestPillar pillar{niobium()};

  Crossing() {
    const Vector3 middle(0.0, 0.0, 300.0);
    Edit edit(pillar.network());
    const Slot knot = edit.add_node(middle, NodeKind::free);
    const auto arm = [&](const Vector3& end, const Integer3& burgers, const Integer3& plane) {
      edit.add_segment(knot, edit.add_node(middle + end, NodeKind::pinned), burgers, plane);
    };
    arm({-5.32, -6.08, 5.32}, one, plane_one);
    arm({2.54, 8.98, -2.54}, {-1, 1, 1}, plane_one);
    arm({9.75, -11.87, -11.87}, {-1, -1, -1}, plane_two);
    arm({-5.97, 4.07, 4.07}, two, plane_two);
    pillar.begin();
  }
  bool met() const {
    return std::any_of(pillar.network().nodes().begin(), pillar.network().nodes().end(),
                       [](const Node& n) { return n.alive && n.arms.size() == 4; });
  }
};

}  // namespace

// Oracle: equilibrium. The lines attract, and without a load the knot they make comes to rest where its arms balance:
// the steps grow without bound. Taken apart along themselves, where a line has no speed, they met again in the next
// step, and no step was longer than some 1 ns.
TEST_CASE("lines that met are not taken apart along themselves") {
  Crossing crossing;
  for (int k = 0; k < 12; ++k) {
    crossing.pillar.step();
    CAPTURE(k);
    CHECK(crossing.met());
  }
  CHECK(crossing.pillar.state().load.time.total() > 1e4);
}

// Oracle: the force b tau L on the second line, 30 nm of it between its pins, is 17 nN at 2 GPa, the line's tension
// mu b^2/2 = 1.5 nN: pulled across the plane of the first to either side, it leaves it.
TEST_CASE("lines that are pulled apart part") {
  for (const double tau : {-2.0, 2.0}) {
    Crossing crossing;
    crossing.pillar.resolve(tau, two, plane_two);
    for (int k = 0; k < 4; ++k) crossing.pillar.step();
    CAPTURE(tau);
    CHECK(!crossing.met());
  }
}
