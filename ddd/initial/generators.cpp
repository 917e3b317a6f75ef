#include "ddd/initial/generators.hpp"

#include "ddd/initial/entries.hpp"

namespace pillardd {

const Registry<Generate>& generators() {
  static const Registry<Generate> list({
      {"frank_read", "Frank-Read sources: mobile segments between two pins, in equilibrium through sessile arms.",
       frank_read_section(), place_frank_read},
      {"loops", "Glide or prismatic loops inside the pillar.", loops_section(), place_loops},
      {"lines", "Straight lines through the pillar that end on its surface.", lines_section(), place_lines},
      {"line", "One line or loop given by its points.", line_section(), place_line},
      {"file", "A network from a ParaDiS .data file (version 4 or 5).", file_section(), place_file},
  });
  return list;
}

std::vector<PlacementReport> place_all(const std::vector<Settings>& dislocations, PlacementContext context,
                                       Network& network) {
  std::vector<PlacementReport> reports;
  for (std::size_t i = 0; i < dislocations.size(); ++i) {
    context.entry = i;
    reports.push_back(generators().at(dislocations[i].tag()).make(dislocations[i], context, network));
  }
  return reports;
}

bool has_open_ends(const Network& network) {
  for (std::size_t n = 0; n < network.nodes().size(); ++n) {
    const Node& node = network.nodes()[n];
    if (node.alive && node.kind == NodeKind::pinned && !is_zero(network.burgers_sum(static_cast<Slot>(n)))) return true;
  }
  return false;
}

}  // namespace pillardd
