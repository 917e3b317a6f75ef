#pragma once
#include <span>
#include <vector>

#include "ddd/network/network.hpp"

namespace pillardd {

/// Distance of neighbouring Peierls valleys of a 1/2<111> screw on {110}:  h = a sqrt(2/3) = (2 sqrt 2/3) b  [nm].
double kink_height(const Lattice& lattice);

/// Whether an arm can belong to a screw: alive, not of a source, 1/2<111>.
bool may_be_screw(const Network& network, Slot s);

/// How far the arm's ends lie apart across its Burgers vector: line - xi (xi . line), xi = b/|b|  [nm].
Vector3 screw_offset(const Network& network, Slot s);

/// A node in the run of one line: free, two arms of one Burgers vector, none of them a source's.
bool is_line_node(const Network& network, Slot n);

/// A near-screw arm moves as an exact screw: its offset is below one kink height, or as many as asked, and it is within
/// 30 degrees of b.
bool is_near_screw(const Network& network, Slot s, double kink_heights = 1.0);

/// Whether arm s is a near-screw that its end n put on node m would tilt by a kink height or more.
bool tilts_screw(const Network& network, Slot s, Slot n, Slot m);

/// Of all arms, by segment slot.
struct ScrewLines {
  std::vector<char> near;  ///< near-screw arms
  /// Of the straight line an arm belongs to [nm]: for near-screw arms the longest stretch of such arms of one line and
  /// plane around it whose nodes all lie within one kink height across b; infinite for a screw that closes on itself
  /// through the periodic boundary within that band; the arm's own length for all others.
  std::vector<double> length;

  /// The arms of that straight line for a near-screw arm, in its order; the arm alone for all others.
  std::span<const Slot> stretch(Slot s) const {
    const Part& p = part[static_cast<std::size_t>(s)];
    return std::span(arms).subspan(p.first, p.count);
  }

  /// Each arm from now on for itself: where forces are known at some arms only.
  void part_stretches();

  struct Part {
    std::size_t first = 0, count = 0;
  };
  std::vector<Slot> arms;  ///< of all stretches; `part` names what belongs to an arm, by segment slot
  std::vector<Part> part;
};

/// Cost: O(arms). The result does not depend on the order or sense of the segments.
ScrewLines screw_lines(const Network& network);

/// Where the line turns through its screw orientation at node n, the unit vector across b to the side on which the node
/// sticks out; zero at all other nodes.
Vector3 screw_corner(const Network& network, Slot n);

/// Which arms count as screws and at which nodes the line turns through the screw: a function of the positions that
/// jumps. An implicit step holds it (docs/theory/time-implicit.md).
struct ScrewSet {
  ScrewLines lines;
  std::vector<Vector3> corner;  ///< screw_corner, by node slot
};
ScrewSet screw_set(const Network& network);

}  // namespace pillardd
