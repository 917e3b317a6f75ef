#pragma once
#include <string>
#include <vector>

#include "tools/pillardd/bench_network.hpp"

namespace pillardd {

/// Kinds of network_of, the loops of random_loops first.
std::vector<std::string> network_kinds();

/// A network of `size` segments or a few more, of one kind: at random places and in random directions of a cube, with
/// the density of random_loops. The same segments on every machine. Throws InputError with the kinds there are.
///   loops    random_loops
///   mixed    loops of 11 to 73 segments
///   lines    open wavy lines of 60 to 149 segments of 5 nm
///   straight open straight lines of 60 segments of 2 nm
///   bowed    open arcs of 30 segments of 5 nm
///   unequal  open wavy lines of 60 segments, the longest ten times the shortest
///   bundles  ten wavy lines of 50 segments of one sign, 10 nm apart
///   periodic wavy lines up through a period of 200 nm, 32 segments each
BenchNetwork network_of(const std::string& kind, std::size_t size);

}  // namespace pillardd
