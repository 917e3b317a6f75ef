#pragma once
#include <optional>
#include <vector>

#include "ddd/dynamics/integrator.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// How far the end of an arm of that length may be put off the arm's plane, so that planes no more apart are one [nm]: a
/// thousandth, if that tilts the arm by no more than half of what the invariants allow; 1e-5 of a long arm.
double plane_slack(double length);

/// One of two places of lines that shall meet.
struct MeetingSide {
  Vector3 x;
  std::vector<Vector3> normals;  ///< of the glide planes that go through it
  bool still = false, surface = false;
  std::optional<Vector3> screw;  ///< direction of the straight screw that it lies inside
};
/// A node, without its arms to `other`.
MeetingSide meeting_side(const Network& network, Slot n, Slot other);
/// A point inside a segment, where there is no node yet.
MeetingSide meeting_side_within(const Network& network, Slot s, double fraction);

/// The point nearest to both sides that lies on all their glide planes, or on the side that cannot move; nullopt when there
/// is none within `reach` of both.
std::optional<Vector3> meeting_point(const Model& model, const Network& network, const MeetingSide& one,
                                     const MeetingSide& two, double reach);
/// The same for two nodes. Planes that leave no such point, but one that is no farther off any arm's than its
/// plane_slack, are one: cross-slip and back within a moment leaves parallel planes just more than 1e-7 nm apart.
std::optional<Vector3> meeting_point(const Model& model, const Network& network, Slot n, Slot m, double reach);

/// Lines that came nearer than the collision distance during the step, or will have by its end, are joined at a node;
/// swept, so that nothing tunnels. Returns the number of reactions.
std::size_t collide(const Model& model, State& state, const std::vector<Vector3>& x_before, std::vector<Event>& events);

/// Nodes with four and more arms are taken apart in the way that dissipates most, where the halves go on parting under the
/// forces they feel then, or kept (junctions form or unzip).
void split_nodes(const Model& model, State& state, Integrator& integrator, std::vector<Event>& events);

/// Straight screws change to the plane on which the law moves them fastest, with hysteresis in the rate
/// (docs/theory/mobility-screw.md).
void cross_slip(const Model& model, State& state, const Forces& forces, std::vector<Event>& events);

/// Divides long segments and strongly bent corners, joins short ones: lengths in [segment_min, segment_max], triangle
/// areas at corners in a range that follows from both.
void remesh(const Model& model, State& state);

/// Short links that cross-slip leaves at the end of a screw, between it and another run of its line or a pin, are drawn out
/// along the screw to segment_min: the screw is not moved, and the time step not held by a link that short. Before remesh,
/// which would join the corners.
void draw_short_links(const Model& model, State& state);

/// Other short links between runs on different planes: the run slides along the link's plane until the link is gone.
void close_short_links(const Model& model, State& state);

/// Takes away closed lines too small to be meshed, and triangles of one line that hang on others; they are collapsed
/// first, so their area is booked.
void remove_small_loops(const Model& model, State& state, std::vector<Event>& events);

/// Length of segments whose Burgers vector is <100> [nm].
double junction_length(const Network& network);

}  // namespace pillardd
