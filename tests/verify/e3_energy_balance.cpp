// E3: work of the load = change of line energy + dissipation, each recounted by another route.
// Oracles: the line energy of the whole network by quadrature over all pairs, before and after; the plastic strain's
// work. Scale: the largest of the three terms.
#include <doctest/doctest.h>

#include <cmath>

#include "ddd/simulation/snapshot.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, 0, -1};

struct Balance {
  double load, lines, dissipated;
};

/// Follows the pillar for `time` and checks its balance of energy.
Balance follow(TestPillar& pillar, double time) {
  const double energy = line_energy(pillar.model(), pillar.network());
  while (pillar.state().load.time.total() < time * (1.0 - 1e-12)) pillar.step(time - pillar.state().load.time.total());
  const Ledger& ledger = pillar.state().ledger;
  const Balance b{ledger.work_load.total(), line_energy(pillar.model(), pillar.network()) - energy,
                  ledger.dissipated.total()};
  const double scale = std::max({std::abs(b.load), std::abs(b.lines), b.dissipated});
  MESSAGE("load ", b.load, ", lines ", b.lines, ", dissipated ", b.dissipated, " aJ; residual/scale ",
          (b.load - b.lines - b.dissipated) / scale, "; applied - load ", ledger.work_applied.total() - b.load,
          ", internal + lines ", ledger.work_internal.total() + b.lines);
  CHECK(b.dissipated > 0.0);
  CHECK(std::abs(b.load - b.lines - b.dissipated) < 0.01 * scale);
  // The same two terms by the forces on the nodes.
  CHECK(std::abs(ledger.work_applied.total() - b.load) < 0.01 * scale);
  CHECK(std::abs(ledger.work_internal.total() + b.lines) < 0.01 * scale);
  return b;
}

TestPillar held(double stress_gpa, double segment, double size) {
  return TestPillar(free_body(size, 1.0, segment), {"loading.0.stress=" + std::to_string(stress_gpa) + " GPa"});
}

}  // namespace

TEST_CASE("a glide loop that grows stores energy") {
  TestPillar pillar = held(2.0, 12.0, 4000.0);
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 2000}, 60.0, 40));
  const Balance b = follow(pillar, 0.03);
  CHECK(b.load > 0.0);
  CHECK(b.lines > 0.0);
}

TEST_CASE("a glide loop that shrinks gives its energy back") {
  TestPillar pillar = held(0.0, 12.0, 4000.0);
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 2000}, 60.0, 40));
  const Balance b = follow(pillar, 0.02);
  CHECK(std::abs(b.load) < 1e-12);
  CHECK(b.lines < 0.0);
}

TEST_CASE("a Frank-Read source that bows out under a held load") {
  TestPillar pillar(free_body(4000.0, 1.0, 10.0), {"loading.0.mode=compression", "loading.0.stress=-1.2 GPa"});
  const double length = 100.0;
  const Vector3 s = pillar.lattice().direction(burgers), n = pillar.lattice().plane_normal(plane), c(0, 0, 2000);
  const Vector3 d = (n.cross(s) + s).normalized();
  pillar.add(frank_read_loop(pillar.lattice(), burgers, plane, c, length * d, {1, -2, 1}));
  const Balance b = follow(pillar, 0.15);
  CHECK(b.load > 0.0);
}

// Drags that change by ten orders within a step, as lines turn into screws and out of them. Oracle: the load's work, from
// the area swept; scale: the heat. Random lines also lose to topology what no drag dissipates, so the bound is wider.
TEST_CASE("heat where screws rest beside lines that move") {
  TestPillar pillar(
      "seed: 3\npillar: {shape: cylinder, diameter: 100 nm, height: 200 nm, axis: [1, 2, 3], side: [1, 1, -1], ends: "
      "periodic}\nmaterial: W\ntemperature: 300 K\ndislocations: [{lines: {density: 3e14 /m^2}}]\n"
      "mobility: {law: kink_pair, set: atomistic}\n"
      "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
      "loading: [{mode: compression, strain_rate: 1e7 /s, until: {strain: 0.8 %}}]\noutput: {network: false}\n");
  while (std::abs(pillar.state().load.strain.total()) < 0.006) pillar.step();
  const HistoryRow row = history_row(pillar.model(), pillar.state());
  CHECK(row.dissipated > 1000.0);
  CHECK(std::abs(row.work_load - row.dissipated - row.line_energy_change) < 0.03 * row.dissipated);
}
