#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ddd/base/registry.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/network/edit.hpp"

namespace pillardd {

/// What one entry of `dislocations` did.
struct PlacementReport {
  std::string entry;  ///< "dislocations.0.frank_read"
  std::size_t placed = 0, rejected = 0;
  std::vector<std::string> reasons;  ///< why candidates were rejected, with counts: "crosses the surface: 7"
  std::vector<std::string> warnings;
};

struct PlacementContext {
  const Boundary& boundary;
  std::uint64_t seed = 0;
  std::size_t entry = 0;        ///< position in the list; part of the random key
  double segment_length = 0.0;  ///< longest segment to mesh with [nm]
  double core_radius = 0.0;     ///< closest approach of different lines is a few of these [nm]
  bool image_stress = false;    ///< open ends are refused
  Faults& faults;               ///< impossible requests are added here with the entry's place
};

/// Puts one entry's dislocations into the network. Deterministic: random numbers keyed by (seed, purpose, entry,
/// index).
using Generate = PlacementReport (*)(const Settings& entry, PlacementContext& context, Network& network);

/// frank_read, loops, lines, line, file: each with its parameters.
const Registry<Generate>& generators();

/// Places the entries of `dislocations` in their order; `context.entry` is set to each one's position.
std::vector<PlacementReport> place_all(const std::vector<Settings>& dislocations, PlacementContext context,
                                       Network& network);

/// True when the network has ends that do not conserve (pinned ends read from a file).
bool has_open_ends(const Network& network);

}  // namespace pillardd
