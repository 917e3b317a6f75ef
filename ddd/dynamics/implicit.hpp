#pragma once
#include <memory>

#include "ddd/dynamics/integrator.hpp"

namespace pillardd {

/// The implicit step with its stages solved to `newton_tolerance` [nm] whatever error a step is allowed: what its order is
/// measured on. `timers` outlives it.
std::unique_ptr<Integrator> make_implicit_solved_to(Timers& timers, double newton_tolerance);

}  // namespace pillardd
