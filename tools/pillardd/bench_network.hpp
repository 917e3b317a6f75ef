#pragma once
#include <array>
#include <filesystem>
#include <vector>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// Bare segments to time; ends[s] are the nodes of segment s.
struct BenchNetwork {
  std::vector<StraightSegment> segments;
  std::vector<std::array<std::size_t, 2>> ends;
  std::size_t nodes = 0;
  double period = 0.0;  ///< along z [nm]; 0: none
  bool closed = true;   ///< Burgers vectors sum to zero at every node: forces sum to zero

  /// Nodal forces of forces on ends [nN].
  std::vector<Vector3> nodal(const std::vector<std::array<Vector3, 2>>& on_ends) const;
};

/// Loops of 40 segments and about 32 nm radius, jittered, glide and prismatic ones in turn, at random places of a cube
/// with 7.4e-5 segments/nm^3 at any size. `size` is rounded up to whole loops. The same segments on every machine.
BenchNetwork random_loops(std::size_t size);

/// Of a ParaDiS .data file, its lengths in units of `burgers_magnitude` [nm]. Throws InputError.
BenchNetwork read_bench_network(const std::filesystem::path& file, double burgers_magnitude);

}  // namespace pillardd
