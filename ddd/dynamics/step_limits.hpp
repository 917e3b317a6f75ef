#pragma once
#include <vector>

#include "ddd/dynamics/model.hpp"
#include "ddd/dynamics/screw_lines.hpp"

/// What bounds a time step whatever the method.
namespace pillardd {

/// A first guess before any error is known: no node moves farther than the tolerance.
double first_time_step(const Model& model, const Network& network, const std::vector<Vector3>& velocity);

/// dt, cut to the event; half of what is left to it where less than another dt would remain.
double step_before_event(double dt, double to_event);

/// Whether a trial brings two neighbours nearer than `shortest` to one point (both ends of a chord on an edge of a
/// prism): such a line has no forces.
bool lines_collapse(const Network& network, const std::vector<Vector3>& x, double shortest);

/// An arm that enters or leaves the near-screw band within a step has moved with the wrong drag for part of it. 1 when
/// every arm that did so, or whose line ceased or began to turn through the screw, turned by less than a kink height;
/// else the fraction of the step at which the first of them was half a kink height inside or outside.
double screw_set_holds_until(const Network& network, const ScrewSet& before, const std::vector<Vector3>& x);

/// The fraction of a step, from where the nodes stand to x, that may be made before topology follows: where a free node
/// would go out through the surface, or two lines that are apart would come within the collision distance, the step ends
/// when they have gone half of that distance farther. 1 when none would go a whole one farther. O(arms^2).
double part_before_topology(const Model& model, const Network& network, const std::vector<Vector3>& x);

}  // namespace pillardd
