// Small pillars so full of lines (1e15 /m^2 and more) that everything happens at once: knots of many arms, lines that leave
// side by side, reactions on reactions; both shapes, all ends, four metals, linear and kink-pair mobility.
// Oracles: the invariants of the network, both ledgers, the balance of line length from the events alone; a step that does
// not shrink to nothing, a node count that the length of the lines explains, no pair of lines that reacts for ever.
// PILLARDD_BUSY_STEPS steps of each pillar (default 150), PILLARDD_BUSY_PILLARS pillars (3), PILLARDD_BUSY_SEED the first.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <map>

#include "ddd/base/random.hpp"
#include "ddd/base/text.hpp"
#include "ddd/dynamics/curves.hpp"
#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

const std::array<std::string, 2> shapes{"shape: cylinder, diameter: 90 nm", "shape: prism, width: 90 nm, depth: 75 nm"};
const std::array<std::string, 3> ends{"periodic", "free", "platens"};
const std::array<std::string, 4> metals{"Mo", "W", "Ta", "Fe"};
const std::array<std::string, 2> laws{"{law: linear}", "{law: kink_pair, kinetics: finite_length, set: experimental}"};

std::string input(std::uint64_t seed) {
  return "seed: " + std::to_string(seed) + "\npillar: {" + shapes[seed % 2] +
         ", height: 160 nm, axis: [1, 2, 3], side: [3, 0, -1], ends: " + ends[seed % 3] + "}\nmaterial: " +
         metals[seed % 4] + "\ntemperature: 300 K\ndislocations:\n" +
         "  - frank_read: {count: 2, length: [25 nm, 40 nm], arms: surface}\n"
         "  - loops: {count: 5, radius: [10 nm, 18 nm]}\n"
         "  - lines: {count: 7}\n"
         "mobility: " +
         laws[(seed / 2) % 2] +
         "\nsurface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 14 nm, segment_min: 5 nm, tolerance: 0.5 nm}\n"
         "output: {network: false}\n";
}

/// A symmetric stress of up to 3 GPa in each component.
Matrix3 random_stress(const RandomStream& stream, std::uint64_t draw) {
  Matrix3 s;
  for (int i = 0; i < 3; ++i)
    for (int j = i; j < 3; ++j) {
      s(i, j) = 6.0 * stream.uniform(16 * draw + static_cast<std::uint64_t>(3 * i + j)) - 3.0;
      s(j, i) = s(i, j);
    }
  return s;
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string fault(const TestPillar& pillar, std::uint64_t initial_curves) {
  const std::vector<std::string> broken = broken_invariants(pillar.network(), false, 1e-4);
  if (!broken.empty()) return broken.front();
  const State& s = pillar.state();
  const Audit audit = audit_ledger(s);
  if (!(std::abs(audit.length) < 1e-10)) return "ledger of length " + to_text(audit.length);
  if (!(std::abs(audit.swept) < 1e-10)) return "ledger of swept area " + to_text(audit.swept);
  // Meshed at segment_min throughout, and five more for each line.
  const double most = pillar.network().total_length() / pillar.model().numerics.segment_min + 120.0;
  if (static_cast<double>(pillar.network().alive_nodes()) > most)
    return std::to_string(pillar.network().alive_nodes()) + " nodes for " + to_text(pillar.network().total_length()) + " nm";
  const CurveTally& c = s.curves;
  const CurveCensus curves(pillar.network());
  if (curves.loops() != s.loops || curves.lines() != s.lines) return "curves counted otherwise";
  if (s.loops + s.lines + c.merged + c.gone != initial_curves + c.made + c.cut + c.placed) return "the curves do not balance";
  const Boundary& body = *pillar.model().boundary;
  for (const Node& n : pillar.network().nodes())
    if (n.alive && body.ends() == Ends::platens && (n.x.z() < -1e-9 || n.x.z() > body.height() + 1e-9))
      return "node " + std::to_string(n.id) + " beyond a platen, z = " + to_text(n.x.z());
  return "";
}

/// Reactions at one place, within 2 nm of each other, in the last steps.
struct Echoes {
  std::deque<std::vector<Vector3>> last;
  int most = 0;
  Vector3 where = Vector3::Zero();
  void note(const std::vector<Event>& events) {
    std::vector<Vector3> now;
    for (const Event& e : events)
      if (e.kind != EventKind::escape && e.kind != EventKind::cross_slip) now.push_back(e.x);
    for (const Vector3& x : now) {
      int count = 0;
      for (const std::vector<Vector3>& step : last)
        for (const Vector3& y : step) count += (x - y).norm() < 2.0;
      if (count > most) most = count, where = x;
    }
    last.push_back(now);
    if (last.size() > 100) last.pop_front();
  }
};

void run_pillar(std::uint64_t seed, std::uint64_t steps) {
  TestPillar pillar(input(seed));
  const double density = pillar.network().total_length() / pillar.model().boundary->volume() * 1e18;
  const std::uint64_t initial_curves = pillar.state().loops + pillar.state().lines;
  pillar.model().uniform_stress_given = true;
  const RandomStream stream(seed, RandomPurpose::lines, 99);
  std::map<std::string, int> kinds;
  Echoes echoes;
  double shortest_dt = 1e300;
  std::deque<double> last_dt;  // of the last 100 steps
  std::size_t most_arms = 0, most_nodes = 0;
  std::uint64_t k = 0;
  for (; k < steps && pillar.network().mobile_length() > 0.0; ++k) {
    if (k % 60 == 0) pillar.model().uniform_stress = random_stress(stream, k / 60);
    const std::vector<Event> events = pillar.step();
    for (const Event& e : events) ++kinds[event_name(e.kind)];
    echoes.note(events);
    shortest_dt = std::min(shortest_dt, pillar.state().dt);
    last_dt.push_back(pillar.state().dt);
    if (last_dt.size() > 100) last_dt.pop_front();
    const double typical = *std::max_element(last_dt.begin(), last_dt.end());
    // A single short step is the price of lines that meet; a hundred in a row are a stuck run.
    REQUIRE_MESSAGE((last_dt.size() < 100 || typical > 1e-5), "seed ", seed, ", step ", k, ": steps of ", typical, " ns");
    most_nodes = std::max<std::size_t>(most_nodes, pillar.network().alive_nodes());
    for (const Node& n : pillar.network().nodes()) most_arms = std::max(most_arms, n.arms.size());
    const std::string found = fault(pillar, initial_curves);
    REQUIRE_MESSAGE(found.empty(), "seed ", seed, ", step ", k, ": ", found);
    if (pillar.network().alive_segments() > 450) break;
  }
  std::string seen;
  for (const auto& [kind, count] : kinds) seen += kind + " " + std::to_string(count) + ", ";
  MESSAGE("seed ", seed, ": ", density, " /m^2, ", k, " steps, ", pillar.state().steps.all_refused(), " rejected, ",
          pillar.state().load.time.total(), " ns, shortest ", shortest_dt, ", arms ", most_arms, ", nodes ", most_nodes,
          "; ", seen, "made ", pillar.state().curves.made, ", cut ", pillar.state().curves.cut, ", merged ",
          pillar.state().curves.merged, ", gone ", pillar.state().curves.gone, ", placed ", pillar.state().curves.placed, ", echoes ", echoes.most, " at ", echoes.where.transpose());
  CHECK(echoes.most < 40);
  CHECK(static_cast<std::uint64_t>(kinds["multiplication"]) == pillar.state().curves.made);
}

}  // namespace

TEST_CASE("pillars full of lines") {
  const std::uint64_t steps = from_environment("PILLARDD_BUSY_STEPS", 150);
  const std::uint64_t first = from_environment("PILLARDD_BUSY_SEED", 1);
  const std::uint64_t pillars = from_environment("PILLARDD_BUSY_PILLARS", 3);
  for (std::uint64_t seed = first; seed < first + pillars; ++seed) {
    try {
      run_pillar(seed, steps);
    } catch (const std::exception& e) {
      FAIL_CHECK("seed ", seed, ": ", e.what());
    }
  }
}
