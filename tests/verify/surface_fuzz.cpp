// Lines at random in small pillars under a stress that keeps turning: everything that can happen at a surface does.
// Oracles: the invariants of the network, both ledgers, nothing outside, surface nodes on the surface, a step that does
// not shrink to nothing. tools/validate surface takes 12000 steps. PILLARDD_FUZZ_STEPS sets the number of steps (default 200), PILLARDD_FUZZ_SEED the first seed.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <map>

#include "ddd/base/errors.hpp"
#include "ddd/base/random.hpp"
#include "ddd/base/text.hpp"
#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

const std::array<std::string, 2> shapes{"shape: cylinder, diameter: 90 nm", "shape: prism, width: 90 nm, depth: 70 nm"};
const std::array<std::string, 3> ends{"periodic", "free", "platens"};

std::string input(std::uint64_t seed) {
  const std::string image = seed % 4 == 3   ? "half_space"
                            : seed % 8 == 4 ? "spectral, near_surface: half_space, grid_around: 32"
                                            : "none";
  return "seed: " + std::to_string(seed) + "\npillar: {" + shapes[seed % 2] +
         ", height: 160 nm, axis: [1, 2, 3], side: [3, 0, -1], ends: " + ends[seed % 3] +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations:\n"
         "  - frank_read: {count: 2, length: [25 nm, 40 nm], arms: surface}\n"
         "  - loops: {count: 3, radius: [10 nm, 18 nm]}\n"
         "  - lines: {count: 1}\n"
         "mobility: {law: linear, cross_slip: screw, edge_drag: 5e-4 Pa s, screw_drag: 1e-3 Pa s, climb_drag: 1e3 Pa "
         "s}\nsurface: {image_stress: {method: " +
         image +
         "}, nucleation: {model: none}}\nloading: [{mode: tension, stress: 0 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 16 nm, segment_min: 5 nm, tolerance: 0.5 nm}\n"
         "output: {network: false}\n";
}

/// A symmetric stress of up to 4 GPa in each component.
Matrix3 random_stress(const RandomStream& stream, std::uint64_t draw) {
  Matrix3 s;
  for (int i = 0; i < 3; ++i)
    for (int j = i; j < 3; ++j) {
      s(i, j) = 8.0 * stream.uniform(16 * draw + static_cast<std::uint64_t>(3 * i + j)) - 4.0;
      s(j, i) = s(i, j);
    }
  return s;
}

std::string fault(const TestPillar& pillar) {
  const std::vector<std::string> broken = broken_invariants(pillar.network(), false, 1e-4);
  if (!broken.empty()) return broken.front();
  const Audit audit = audit_ledger(pillar.state());
  if (!(std::abs(audit.length) < 1e-10)) return "ledger of length " + to_text(audit.length);
  if (!(std::abs(audit.swept) < 1e-10)) return "ledger of swept area " + to_text(audit.swept);
  if (pillar.state().dt < 1e-9) return "step of " + to_text(pillar.state().dt) + " ns";
  for (const Node& n : pillar.network().nodes()) {
    const double d = pillar.model().boundary->signed_distance(n.x);
    if (!n.alive) continue;
    // Remeshing may put a node of a convex surface's chord outside by less than its reach until the next cut.
    if (d > 2.0 * pillar.model().numerics.segment_min)
      return "node " + std::to_string(n.id) + " outside by " + to_text(d);
    if (n.kind == NodeKind::surface && std::abs(d) > 1e-6)
      return "surface node " + std::to_string(n.id) + " off the surface by " + to_text(d);
  }
  return "";
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Tally {
  std::map<std::string, int> events;
  std::uint64_t steps = 0, pillars = 0;
  int repeated = 0;  ///< annihilations within 1 nm of one in the step before
};

/// Steps until the lines have gone, are too many, or `most` is reached.
void run_pillar(std::uint64_t seed, std::uint64_t most, Tally& tally) {
  TestPillar pillar(input(seed));
  pillar.model().uniform_stress_given = true;
  const RandomStream stream(seed, RandomPurpose::lines, 99);
  std::vector<Vector3> last;
  for (std::uint64_t k = 0; k < most; ++k) {
    if (k % 40 == 0) pillar.model().uniform_stress = random_stress(stream, k / 40);
    std::vector<Vector3> now;
    for (const Event& e : pillar.step()) {
      ++tally.events[event_name(e.kind)];
      if (e.kind != EventKind::annihilation) continue;
      now.push_back(e.x);
      for (const Vector3& x : last) tally.repeated += (x - e.x).norm() < 1.0;
    }
    last = now;
    ++tally.steps;
    const std::string found = fault(pillar);
    REQUIRE_MESSAGE(found.empty(), "seed ", seed, ", step ", k, ": ", found);
    if (pillar.network().mobile_length() == 0.0 || pillar.network().alive_segments() > 250) return;
  }
}

}  // namespace

TEST_CASE("random lines in small pillars") {
  const std::uint64_t steps = from_environment("PILLARDD_FUZZ_STEPS", 200);
  std::uint64_t seed = from_environment("PILLARDD_FUZZ_SEED", 1);
  Tally tally;
  while (tally.steps < steps) {
    try {
      run_pillar(seed, std::min<std::uint64_t>(100, steps - tally.steps), tally);
    } catch (const std::exception& e) {
      FAIL("seed ", seed, ", after ", tally.steps, " steps: ", e.what());
    }
    ++seed;
    ++tally.pillars;
  }
  std::string seen;
  for (const auto& [kind, count] : tally.events) seen += kind + " " + std::to_string(count) + ", ";
  MESSAGE(tally.steps, " steps, ", tally.pillars, " pillars: ", seen, "annihilations repeated at one place ",
          tally.repeated);
  CHECK(tally.events["escape"] > 0);
}
