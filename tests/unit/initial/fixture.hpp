#pragma once
#include <memory>
#include <string>
#include <vector>

#include "boundaries/lists.hpp"
#include "boundaries/models.hpp"
#include "ddd/base/read_settings.hpp"
#include "ddd/initial/generators.hpp"
#include "ddd/network/invariants.hpp"

namespace pillardd {

/// Mo-like lattice, axis [001], side [100] unless a test says otherwise.
inline Lattice molybdenum(const Integer3& axis = {0, 0, 1}, const Integer3& side = {1, 0, 0}) {
  return Lattice(axis, side, 0.3147);
}

inline std::unique_ptr<Boundary> pillar(const std::string& ends = "periodic",
                                        const std::string& size = "diameter: 200 nm",
                                        const std::string& height = "600 nm") {
  const bool prism = size.find("diameter") == std::string::npos;
  const std::string yaml = std::string("shape: ") + (prism ? "prism" : "cylinder") + "\n" + size +
                           "\nheight: " + height + "\naxis: [0, 0, 1]\nside: [1, 0, 0]\nends: " + ends + "\n";
  const Settings settings = read_settings(yaml, pillar_schema(), "pillar.yaml");
  return boundaries().at(settings.text("shape")).make(settings);
}

inline std::vector<Settings> entries(const std::string& yaml) {
  Section section;
  section.name = "input";
  section.rows = {row::tagged("dislocations", generators().variants(), "Starting network.")};
  return read_settings("dislocations:\n" + yaml, section, "input.yaml").list("dislocations");
}

/// One placed start: a network, its reports and its faults.
struct Start {
  std::unique_ptr<Boundary> boundary;
  Network network;
  Faults faults;
  std::vector<PlacementReport> reports;
  std::string fault_text() const {
    std::string out;
    for (const Fault& f : faults.all()) out += f.text() + "\n";
    return out;
  }
};

inline Start place(const std::string& yaml, std::uint64_t seed = 1, std::unique_ptr<Boundary> boundary = pillar(),
                   const Lattice& lattice = molybdenum(), bool image_stress = false) {
  Start start;
  start.boundary = std::move(boundary);
  start.network = Network(lattice, start.boundary->period());
  const PlacementContext context{*start.boundary, seed, 0, 15.0, 0.5, image_stress, start.faults};
  start.reports = place_all(entries(yaml), context, start.network);
  return start;
}

/// Largest sine between a segment's line and its plane.
inline double worst_tilt(const Network& network) {
  double worst = 0.0;
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    worst =
        std::max(worst, std::abs(network.line(static_cast<Slot>(s)).normalized().dot(network.segments()[s].normal)));
  return worst;
}

/// Largest signed distance of a node: above zero when one is outside.
inline double farthest_out(const Start& start) {
  double worst = -1e300;
  for (const Node& n : start.network.nodes()) worst = std::max(worst, start.boundary->signed_distance(n.x));
  return worst;
}

inline std::size_t count_kind(const Network& network, NodeKind kind) {
  std::size_t n = 0;
  for (const Node& node : network.nodes()) n += node.kind == kind ? 1 : 0;
  return n;
}

inline bool same_network(const Network& a, const Network& b) {
  if (a.nodes().size() != b.nodes().size() || a.segments().size() != b.segments().size()) return false;
  for (std::size_t n = 0; n < a.nodes().size(); ++n)
    if (a.nodes()[n].x != b.nodes()[n].x || a.nodes()[n].kind != b.nodes()[n].kind) return false;
  for (std::size_t s = 0; s < a.segments().size(); ++s)
    if (a.segments()[s].burgers != b.segments()[s].burgers || a.segments()[s].plane != b.segments()[s].plane)
      return false;
  return true;
}

}  // namespace pillardd
