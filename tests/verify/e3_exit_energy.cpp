// E3 at the surface, without image stress: a loop grows, opens at the surface and leaves, in short steps and in long
// ones. Oracle: the balance itself, the load's work by the area swept against the heat by drags and the lines' energy
// by forces and, where topology cuts them, by the fields in the area swept (docs/theory/energy.md, 9). Scale: the
// load's work.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

void check_leaves(const std::string& integrator, double offset) {
  TestPillar pillar(
      "seed: 1\npillar: {shape: cylinder, diameter: 160 nm, height: 500 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: "
      "free}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
      "mobility: {law: linear, cross_slip: none, edge_drag: 5e-4 Pa s, screw_drag: 5e-4 Pa s, climb_drag: 1e3 Pa s}\n"
      "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
      "loading: [{mode: tension, stress: 4 GPa, until: {time: 1 s}}]\n"
      "numerics: {segment_max: 16 nm, tolerance: 0.5 nm, integrator: " +
      integrator + "}\noutput: {network: false}\n");
  const Integer3 burgers{1, 1, 1}, plane{1, 0, -1};
  const Vector3 across = Vector3::UnitZ().cross(pillar.lattice().plane_normal(plane)).normalized();
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, offset * across + Vector3(0, 0, 250), 30.0, 32));
  int steps = 0;
  while (pillar.network().alive_segments() > 0 && ++steps < 1000) pillar.step();
  const Ledger& ledger = pillar.state().ledger;
  const double load = ledger.work_load.total(), heat = ledger.dissipated.total(),
               lines = ledger.energy_topology.total() - ledger.work_internal.total();
  MESSAGE(integrator, ", ", offset, " nm from the axis: ", steps, " steps; load ", load, ", heat ", heat, ", lines ",
          lines, " aJ; residual ", 100.0 * (load - heat - lines) / load, " %");
  CHECK(pillar.network().alive_segments() == 0);
  CHECK(std::abs(load - heat - lines) < 0.01 * load);
}

}  // namespace

TEST_CASE("a loop that leaves through the surface balances") {
  for (const char* integrator : {"explicit", "implicit"})
    for (const double offset : {0.0, 45.0}) check_leaves(integrator, offset);
}
