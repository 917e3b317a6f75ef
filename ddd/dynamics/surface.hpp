#pragma once
#include <vector>

#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Area between the chord p -> q and the surface curve p ~> q in the plane of unit normal n: swept when the chord
/// moves out to the curve [nm^2]. Recursive bisection, parabola below; see docs/theory/surfaces.md.
SweptArea surface_sliver(const Boundary& boundary, const Vector3& p, const Vector3& q, const Vector3& n);

/// Whether z lies beyond a platen.
bool beyond_platen(const Model& model, double z);

/// Where a node may really go when asked to go to x: surface nodes stay on the surface in their glide plane, nothing passes
/// a platen.
Vector3 allowed_position(const Model& model, const Network& network, Slot n, const Vector3& x);

/// Books the slivers between the chords that surface nodes moved along and the surface.
void book_surface_motion(const Model& model, State& state, const std::vector<Vector3>& x_before);

/// Cuts lines where they cross the surface, takes away what is outside and short chords at the surface, frees surface nodes
/// whose Burgers vectors balance. Appends escape events.
void cut_at_surface(const Model& model, State& state, std::vector<Event>& events);

/// Takes away the short chords between two surface nodes that remeshing has left. Appends escape events.
void release_chords(const Model& model, State& state, std::vector<Event>& events);

}  // namespace pillardd
