#pragma once
#include <memory>
#include <span>
#include <vector>

#include "ddd/base/timers.hpp"
#include "ddd/dynamics/forces.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

/// What one accepted step leaves for the topology that follows.
struct StepRecord {
  double dt = 0.0;                    ///< [ns]
  std::vector<Vector3> x_before;      ///< positions at the start, by slot [nm]
  const Forces* forces = nullptr;     ///< of the last evaluation, by slot
};

/// Carries the lines and the load through one step that ends at the event at the latest.
class Integrator {
 public:
  virtual ~Integrator() = default;
  /// Advances by at most `to_event` [ns]; moves nodes, books the ledger, updates load and proposal for the next step.
  virtual const StepRecord& advance(const Model& model, State& state, double to_event) = 0;
  /// Forces on the arms of these nodes as the network stands, NaN elsewhere; valid until the next call.
  virtual const Forces& forces_on(const Model& model, const State& state, std::span<const Slot> nodes) = 0;
  /// Nodal forces [nN] and velocities [m/s] by slot as the network stands (output).
  virtual void evaluate(const Model& model, const State& state, std::vector<Vector3>& force,
                        std::vector<Vector3>& velocity) = 0;
};

/// Explicit trapezoid (Heun) with the embedded Euler error, controlled in nm. `timers` outlives it.
std::unique_ptr<Integrator> make_trapezoid(Timers& timers);

/// Implicit, L-stable, two stages, its error of third order controlled in nm (docs/theory/time-implicit.md).
std::unique_ptr<Integrator> make_implicit(Timers& timers);

/// That of `numerics.integrator`.
std::unique_ptr<Integrator> make_integrator(const Model& model, Timers& timers);

}  // namespace pillardd
