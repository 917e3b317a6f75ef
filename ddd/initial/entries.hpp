#pragma once
#include "ddd/initial/generators.hpp"

namespace pillardd {

// The kinds of entries, one file each; generators.cpp lists them.
Section frank_read_section();
PlacementReport place_frank_read(const Settings& entry, PlacementContext& context, Network& network);

Section loops_section();
PlacementReport place_loops(const Settings& entry, PlacementContext& context, Network& network);

Section lines_section();
PlacementReport place_lines(const Settings& entry, PlacementContext& context, Network& network);

Section line_section();
PlacementReport place_line(const Settings& entry, PlacementContext& context, Network& network);

Section file_section();
PlacementReport place_file(const Settings& entry, PlacementContext& context, Network& network);

}  // namespace pillardd
