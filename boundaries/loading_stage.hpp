#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "boundaries/lists.hpp"
#include "ddd/base/schema.hpp"

namespace pillardd {

enum class Control { strain_rate, stress_rate, stress, strain };  ///< the last two are held

/// One stage of a programme, tension-positive, as docs/theory/loading.md states it.
struct LoadStage {
  struct Until {
    std::optional<double> strain, stress, plastic_strain;  ///< [-], [GPa], [-]
    std::optional<double> density, time;                   ///< [1/nm^2], [ns] from the stage's start
  };
  std::string mode;  ///< as in the input
  double sense = 1;  ///< -1 compression: the sign between what the person wrote and what is stored
  Control control = Control::strain_rate;
  double value = 0;  ///< [1/ns], [GPa/ns], [GPa] or [-]
  /// Of a drive: its speed [nm/ns], `value` being speed over height; unset for a strain rate.
  double drive = unset;
  double stiffness = std::numeric_limits<double>::infinity();  ///< k_f of the frame in series [nN/nm]
  /// c = k_f H/(E A): the frame's stiffness over the pillar's; infinite where it is rigid.
  double frame_ratio = std::numeric_limits<double>::infinity();
  std::string cycle;  ///< "cycle 2 of 5", or empty
  Until until;

  bool rigid() const { return frame_ratio == std::numeric_limits<double>::infinity(); }
  double strain_direction() const;  ///< way in which the total strain moves: +1, -1, or 0 where it cannot be known
  double stress_direction() const;  ///< the same of the stress, for the conditions of `until`
  std::string describe() const;
  /// As the person wrote it; adding 0 turns the -0 of a reversed sign into 0.
  double own_sign(double stored) const { return sense * stored + 0.0; }
};

std::string stress_text(double stress);  ///< with its unit

/// A stage as the programme runs it, and the entry of the input that it is of.
struct ReadStage {
  LoadStage stage;
  const Settings* ends =
      nullptr;  ///< its `until`, or `cyclic` for the first of a cycle; null: nothing to complain about
};

/// Appends what one entry of the input stands for: a stage, or two for each cycle. Faults where it cannot be run.
void read_stage(const Settings& stage, const LoadedPillar& pillar, std::vector<ReadStage>& out, Faults& faults);

/// How all the stages share out the load; faults where they do not agree, or the section cannot do it.
LoadMode read_mode(const std::vector<Settings>& stages, const LoadedPillar& pillar, Faults& faults);

/// Where a stage is outside the range of its rig.
std::vector<std::string> warnings_of_rig(const Settings& stage, const LoadedPillar& pillar);

/// Smallest differences of strain that count in a programme: 1e-12 of the largest strain, or elastic strain, it names.
double strain_rounding(const std::vector<ReadStage>& stages, double initial_stress, double modulus);

/// Faults where an `until` can never be met as far as the state at each stage's start is known in advance.
void check_reachable(const std::vector<ReadStage>& stages, double initial_stress, double modulus, Faults& faults);

}  // namespace pillardd
