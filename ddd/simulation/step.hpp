#pragma once
#include <vector>

#include "ddd/base/timers.hpp"
#include "ddd/dynamics/integrator.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// One step: motion with the load, then what the lines do to each other and at the surface. Returns the step's events with
/// step and time filled in. docs/develop/one-step.md follows it call by call.
std::vector<Event> take_step(const Model& model, State& state, Integrator& integrator, double to_event, Timers& timers);

/// Booked against recounted: what the ledger says and what the network shows, relative to what was moved in all.
struct Audit {
  double length = 0.0;  ///< (booked - recounted)/gross length
  double swept = 0.0;   ///< the same for swept area
};
Audit audit_ledger(const State& state);

}  // namespace pillardd
