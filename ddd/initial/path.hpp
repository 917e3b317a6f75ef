#pragma once
#include <optional>
#include <vector>

#include "ddd/models/boundary.hpp"
#include "ddd/network/edit.hpp"
#include "ddd/network/segment_distance.hpp"

namespace pillardd {

/// One straight side of a path.
struct Leg {
  Integer3 plane{0, 0, 0};
  bool sessile = false;
};

/// A line of one Burgers vector as corners and straight legs, before it is meshed and added. Leg i runs from corner i
/// to corner i + 1; a closed path has one leg more, from the last corner to the first moved by `closing_shift`.
struct Path {
  Integer3 burgers{0, 0, 0};     ///< for the sense of the corners, units of a/2
  std::vector<Vector3> corners;  ///< [nm]
  std::vector<NodeKind> kinds;   ///< of the corners
  std::vector<Leg> legs;
  bool closed = false;
  bool hold_first = false, hold_last = false;  ///< an end on the surface that never moves
  Vector3 closing_shift = Vector3::Zero();  ///< (0, 0, H) for a line through the periodic boundary [nm]

  Vector3 leg_start(std::size_t i) const { return corners[i]; }
  Vector3 leg_end(std::size_t i) const {
    return i + 1 < corners.size() ? corners[i + 1] : Vector3(corners[0] + closing_shift);
  }
  double leg_length(std::size_t i) const { return (leg_end(i) - leg_start(i)).norm(); }
  double mobile_length() const;  ///< [nm], legs that are not sessile
};

/// Meshes the path and adds it. Mobile legs are cut into equal segments no longer than `segment_length`, at least two
/// between pinned ends; sessile legs stay whole. No segment spans more than 0.3 of the period in z, so that
/// Network::separation takes the way that was meant.
void add_path(Edit& edit, const Path& path, double segment_length, double period);

/// True when the path comes nearer than `clearance` [nm] to a line of the network, periodic images included.
bool near_network(const Path& path, const Network& network, double clearance);

/// The same for the path against itself (legs without a common corner) and its own periodic images.
bool near_itself(const Path& path, double period, double clearance);

/// Depth below the nearest surface or platen [nm]; negative outside. Periodic ends have no depth.
double depth(const Boundary& boundary, const Vector3& x);

/// Where the ray from x (inside) along the unit vector d leaves the pillar; nullopt when it runs within 3 degrees of
/// the axis of a pillar whose ends it cannot leave through, or meets a platen.
std::optional<Vector3> exit_point(const Boundary& boundary, const Vector3& x, const Vector3& d);

}  // namespace pillardd
