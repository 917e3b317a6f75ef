#pragma once
#include "ddd/dynamics/integrator.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/simulation/step.hpp"

namespace pillardd {

/// The network with nodal forces and velocities as it stands.
Snapshot take_snapshot(const Model& model, const State& state, Integrator& integrator);

/// The row of history.csv that describes the present state.
HistoryRow history_row(const Model& model, const State& state);

}  // namespace pillardd
