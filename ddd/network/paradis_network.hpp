#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// Name of a node in a .data file: "domain,index".
struct ParadisTag {
  int domain = 0, index = 0;
  auto operator<=>(const ParadisTag&) const = default;
  std::string text() const;
};

struct ParadisArm {
  ParadisTag to;
  Vector3 burgers;  ///< for the sense leaving the node, in units of the file's Burgers magnitude, crystal frame
  Vector3 normal;   ///< of the glide plane, crystal frame
  int line = 0;     ///< in the file, 1-based
};

enum class ParadisConstraint { free, surface, pinned };

struct ParadisNode {
  ParadisTag tag;
  Vector3 x;  ///< in units of the file's Burgers magnitude, crystal frame
  ParadisConstraint constraint = ParadisConstraint::free;
  std::vector<ParadisArm> arms;
  int line = 0;
};

/// A network as a ParaDiS .data file states it.
struct ParadisNetwork {
  int version = 0;
  Vector3 min = Vector3::Zero(), max = Vector3::Zero();  ///< the file's box
  std::vector<ParadisNode> nodes;                        ///< in the file's order
  /// How a file of lines groups the nodes, by position in `nodes`, a closed line ending where it began; empty for
  /// .data.
  std::vector<std::vector<std::size_t>> lines;
};

/// Where a network lies in the space of an atomistic simulation: what a .ca file says of its cell and crystal.
struct CrystalFrame {
  Vector3 origin = Vector3::Zero();    ///< corner of the cell [Angstrom]
  Matrix3 cell = Matrix3::Identity();  ///< columns are its edges [Angstrom]
  std::array<bool, 3> periodic{false, false, false};
  Matrix3 orientation = Matrix3::Identity();  ///< lattice vectors in units of a to space [Angstrom]

  double lattice_parameter() const;                                  ///< [nm]
  Matrix3 rotation() const;                                          ///< crystal to space
  Vector3 nearest_image(const Vector3& x, const Vector3& of) const;  ///< of x, seen from `of` [Angstrom]
};

/// The lines of a network, as its file grouped them or, where it did not, chains of nodes of two arms from end to end.
std::vector<std::vector<std::size_t>> lines_of(const ParadisNetwork& network);

/// Sets the network's box to the bounds of the frame's cell along the crystal's axes, in units of `unit` [nm].
void set_box(ParadisNetwork& network, const CrystalFrame& frame, double unit);

class Network;

/// The network of a pillar in the crystal's axes and in units of its |1/2<111>|, about the pillar's own origin.
ParadisNetwork paradis_network(const Network& network);

}  // namespace pillardd
