#include "ddd/models/image_stress.hpp"

#include <algorithm>

namespace pillardd {

bool ends_sessile(const Network& network, Slot surface_node) {
  const std::vector<Slot>& arms = network.node(surface_node).arms;
  return std::all_of(arms.begin(), arms.end(), [&](Slot s) { return network.segment(s).sessile; });
}

}  // namespace pillardd
