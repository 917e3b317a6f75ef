// Two accounts of everything the lines do, in a small pillar where much happens at once.
// Oracles: the recount of line length and of swept area (1e-10 of what was moved), the invariants of the network.
#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

std::string busy(const std::string& shape, const std::string& ends, int seed) {
  return "seed: " + std::to_string(seed) + "\npillar: {" + shape +
         ", height: 300 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: " + ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations:\n"
         "  - frank_read: {count: 4, length: [50 nm, 80 nm]}\n"
         "  - loops: {count: 4, radius: [20 nm, 30 nm]}\n"
         "  - lines: {count: 1}\n"
         "mobility: {law: linear, cross_slip: screw, edge_drag: 5e-4 Pa s, screw_drag: 2e-3 Pa s, climb_drag: 1e3 Pa "
         "s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: compression, stress: -3 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, tolerance: 0.5 nm}\n"
         "output: {network: false}\n";
}

void check_ledgers(const std::string& input, int steps) {
  TestPillar pillar(input);
  std::map<std::string, int> kinds;
  double worst_length = 0.0, worst_swept = 0.0, strain_gap = 0.0;
  for (int k = 0; k < steps && pillar.network().mobile_length() > 0.0; ++k) {
    for (const Event& e : pillar.step()) ++kinds[event_name(e.kind)];
    const std::vector<std::string> broken = broken_invariants(pillar.network(), false, 1e-4);
    CAPTURE(k);
    REQUIRE_MESSAGE(broken.empty(), (broken.empty() ? "" : broken.front()));
    const Audit audit = audit_ledger(pillar.state());
    worst_length = std::max(worst_length, std::abs(audit.length));
    worst_swept = std::max(worst_swept, std::abs(audit.swept));
    const double plastic = pillar.state().load.plastic_strain.total();
    const double booked = pillar.state().ledger.swept_total()(2, 2) / pillar.model().boundary->volume();
    strain_gap = std::max(strain_gap, std::abs(plastic - booked));
  }
  std::string seen;
  for (const auto& [kind, count] : kinds) seen += kind + " " + std::to_string(count) + ", ";
  MESSAGE(pillar.state().step, " steps, ", pillar.state().load.time.total(), " ns, strain ",
          pillar.state().load.plastic_strain.total(), ", segments ", pillar.network().alive_segments(), ", ", seen,
          "length ", worst_length, ", swept ", worst_swept);
  CHECK(pillar.state().step > 300);
  CHECK(kinds["escape"] > 0);
  CHECK(kinds.size() >= 3);
  CHECK(worst_length < 1e-10);
  CHECK(worst_swept < 1e-10);
  CHECK(strain_gap < 1e-12 * std::abs(pillar.state().load.plastic_strain.total()) + 1e-18);
}

}  // namespace

TEST_CASE("a busy cylinder, periodic") {
  check_ledgers(busy("shape: cylinder, diameter: 160 nm", "periodic", 3), 400);
}
TEST_CASE("a busy prism with free ends") {
  check_ledgers(busy("shape: prism, width: 160 nm, depth: 120 nm", "free", 4), 400);
}
TEST_CASE("a busy cylinder between platens") {
  check_ledgers(busy("shape: cylinder, diameter: 160 nm", "platens", 5), 400);
}
