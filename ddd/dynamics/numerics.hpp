#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ddd/base/schema.hpp"
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// Resolved `numerics`: every value is stated by `check`. Lengths in nm, times in ns.
struct Numerics {
  double core_radius = unset;         ///< a of the non-singular field
  double core_cutoff = unset;         ///< r_c, physical core radius of the core energy, <= a
  double segment_min = unset, segment_max = unset;  ///< remeshing keeps lengths between these
  bool implicit = false;              ///< the integrator
  double tolerance = unset;           ///< position error per step
  double time_step_min = unset, time_step_max = unset;
  double collision_distance = unset;  ///< lines nearer than this during a step react
  double far_tolerance = 0.0;         ///< of nodal forces, relative to their rms; 0: direct sum
  int periodic_images = 0;            ///< copies summed on either side along z
  std::uint64_t max_steps = 0;        ///< 0: no limit
};

Section numerics_schema();
/// Defaults that follow from other values (core_radius from b, segment lengths from the pillar) are filled in here; values
/// that contradict each other are faults. What is not known is NaN, and then so is what follows from it: it contradicts nothing.
Numerics make_numerics(const Settings& numerics, double burgers_magnitude, double pillar_width, Faults& faults);

/// The values that follow from others, as `check` prints them: (key, text).
std::vector<std::pair<std::string, std::string>> resolved_numerics(const Numerics& numerics);

}  // namespace pillardd
