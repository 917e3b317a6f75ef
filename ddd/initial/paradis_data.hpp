#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ddd/base/errors.hpp"
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
};

/// Reads the text of a .data file, version 4 or 5. Constraints: 0 free, 7 pinned; on the surface 1 (version 4) or 8
/// (version 5); others are refused by name. Adds a fault with file and line for what is malformed or missing, for arms
/// that are not mutual and for free nodes whose Burgers vectors do not sum to zero; the result is then not to be used.
ParadisNetwork parse_paradis(std::string_view text, const std::string& file, Faults& faults);

}  // namespace pillardd
