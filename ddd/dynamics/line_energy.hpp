#pragma once
#include <vector>

#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// A segment as it was before the topology changed.
struct PlacedSegment {
  Id id = 0;
  std::array<Id, 2> nodes{};
  StraightSegment geometry;
  bool operator==(const PlacedSegment& o) const {
    return id == o.id && geometry.a == o.geometry.a && geometry.b == o.geometry.b &&
           geometry.burgers == o.geometry.burgers;
  }
};

/// Alive segments in the order of their ids.
std::vector<PlacedSegment> placed_segments(const Network& network);

/// What changed in one place: segments that hang together, before and after, in one frame.
struct LineChange {
  std::vector<StraightSegment> gone, made;
  Vector3 centre;
};

/// What differs between two sets of segments, in parts that share no node; what was only divided does not.
std::vector<LineChange> line_changes(double period, const std::vector<PlacedSegment>& before,
                                     const std::vector<PlacedSegment>& after);

/// Change of line energy from one set of segments to the other [aJ], by the energy itself (docs/theory/energy.md):
/// self, core and mutual energy of the segments that differ, and theirs with all unchanged ones; nearest copies, chosen
/// once for each connected part of the change, so that dividing a straight segment changes nothing.
double energy_between(const Model& model, double period, const std::vector<PlacedSegment>& before,
                      const std::vector<PlacedSegment>& after);

/// Core energy of the lines that are gone [aJ]: no force has taken it, since a core knows no other.
double core_heat(const Model& model, const std::vector<LostLine>& lost);

}  // namespace pillardd
