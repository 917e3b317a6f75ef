#pragma once
#include <string>
#include <vector>

#include "ddd/network/network.hpp"

namespace pillardd {

/// What is broken, one sentence each with ids; empty when all holds: Burgers sum zero at free nodes, no dangling ends
/// except surface and pinned ones, no zero length, planes contain b exactly and the line to `angle` [rad], arms and ends
/// agree, ids ascending. `open_ends`: pinned nodes may break conservation (networks read from a file).
std::vector<std::string> broken_invariants(const Network& network, bool open_ends, double angle = 1e-6);

}  // namespace pillardd
