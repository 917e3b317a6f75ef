#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ddd/base/schema.hpp"

namespace pillardd {

enum class Control { strain_rate, stress_rate, stress, strain };  ///< the last two are held

/// One stage of a programme, tension-positive, as docs/theory/loading.md states it.
struct LoadStage {
  struct Until {
    std::optional<double> strain, stress, density, time;  ///< [-], [GPa], [1/nm^2], [ns] from the stage's start
  };
  double sense = 1;  ///< +1 tension, -1 compression: the sign between what the person wrote and what is stored
  Control control = Control::strain_rate;
  double value = 0;  ///< [1/ns], [GPa/ns], [GPa] or [-]
  Until until;

  double strain_direction() const;  ///< way in which the total strain moves: +1, -1, or 0 where it cannot be known
  double stress_direction() const;  ///< the same of the stress, for the conditions of `until`
  std::string describe() const;
};

/// Reads a stage; nullopt, and faults, where this version cannot run it.
std::optional<LoadStage> read_stage(const Settings& stage, Faults& faults);

/// Smallest differences of strain that count in a programme: 1e-12 of the largest strain, or elastic strain, it names.
double strain_rounding(const std::vector<LoadStage>& stages, double initial_stress, double axial_modulus);

/// Faults where an `until` can never be met as far as the state at each stage's start is known in advance.
void check_reachable(const std::vector<Settings>& settings, const std::vector<LoadStage>& stages, double initial_stress,
                     double axial_modulus, Faults& faults);

}  // namespace pillardd
