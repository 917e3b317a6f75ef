#pragma once
#include <memory>
#include <vector>

#include "ddd/dynamics/kept_image.hpp"
#include "ddd/dynamics/kept_slopes.hpp"
#include "ddd/dynamics/nucleation_clock.hpp"
#include "ddd/dynamics/nucleation_sites.hpp"
#include "ddd/dynamics/numerics.hpp"
#include "ddd/dynamics/slip_points.hpp"
#include "ddd/dynamics/step_counts.hpp"
#include "ddd/elasticity/elasticity.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/models/image_stress.hpp"
#include "ddd/models/loading.hpp"
#include "ddd/models/mobility_law.hpp"
#include "ddd/models/nucleation_model.hpp"
#include "ddd/network/edit.hpp"
#include "ddd/network/network.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// How screws choose their glide plane.
struct PlaneChoice {
  enum class Mode { held, by_rate, pencil };
  Mode mode = Mode::by_rate;
  bool with_112 = true;  ///< {112} planes compete with {110}
  double margin = 1.1;   ///< another plane wins where the law's speed on it exceeds the present one's by this factor
};

/// What does not change during a run.
struct Model {
  std::unique_ptr<Boundary> boundary;
  std::unique_ptr<MobilityLaw> law;
  std::unique_ptr<ImageStress> image;
  std::unique_ptr<NucleationModel> nucleation;
  NucleationSites sites;                      ///< none where nothing nucleates
  LoopLineTension half_loop, full_loop;       ///< size the loops that are put in
  double twin_shear = unset, fcc_shear = unset;  ///< past which the model does not hold; unset: not known [GPa]
  std::unique_ptr<Loading> loading;  ///< null where the input has no loading
  ElasticConstants elastic;
  Numerics numerics;
  double axial_modulus = unset;  ///< E of the loading slope [GPa]
  double temperature = unset;    ///< [K]
  PlaneChoice plane_choice;
  bool open_ends = false;  ///< pinned ends of lines that do not conserve (files without image stress)
  /// Uniform stress in place of the loading's (probe, nodes); lab frame [GPa].
  bool uniform_stress_given = false;
  Matrix3 uniform_stress = Matrix3::Zero();
  SlipPoints slip_points;
  bool thermal_noise = false;  ///< stochastic velocities (docs/theory/thermal-noise.md)
  std::uint64_t seed = 0;

  Matrix3 applied_stress(double amplitude, const Vector3& x) const {
    if (uniform_stress_given) return uniform_stress;
    return loading ? loading->mode().stress(amplitude, x) : Matrix3(Matrix3::Zero());
  }
};

/// Arms at which the law was held at a bound or used outside its range; over a run, arms times steps.
struct LawWarnings {
  std::uint64_t drag_capped = 0, stress_out_of_range = 0;
  void count(std::uint8_t bits) {
    drag_capped += (bits & ArmWarning::drag_capped) != 0 ? 1 : 0;
    stress_out_of_range += (bits & ArmWarning::stress_out_of_range) != 0 ? 1 : 0;
  }
  void add(const LawWarnings& more) {
    drag_capped += more.drag_capped;
    stress_out_of_range += more.stress_out_of_range;
  }
};

/// The first limit of the model that an output found passed: from there on the crystal would not answer by dislocations.
struct LimitPassed {
  enum class Mechanism : std::uint8_t { none, twinning, phase_change };
  Mechanism mechanism = Mechanism::none;
  std::uint64_t step = 0;
  double strain = 0.0, stress = 0.0, shear = 0.0;  ///< tension-positive, [GPa], [GPa]
};

/// What changes. All of it goes to the checkpoint.
struct State {
  Network network;
  Ledger ledger;
  LoadState load;
  std::uint64_t step = 0;
  double dt = 0.0;         ///< the step just taken, 0 before the first [ns]
  double dt_next = unset;     ///< what the error control proposes [ns]
  double dt_longest = unset;  ///< of the implicit integrator: what it may be lengthened to [ns]
  double initial_length = 0.0;
  Matrix3 initial_moment = Matrix3::Zero();
  std::uint64_t loops = 0, lines = 0;  ///< curves of the network, closed and not
  CurveTally curves;                   ///< what became of them, cumulative
  double escaped_length = 0.0, annihilated_length = 0.0;  ///< cumulative [nm]
  double nucleated_length = 0.0;                          ///< cumulative [nm]
  std::uint64_t nucleated_lines = 0;
  StepCounts steps;
  NucleationState nucleation;
  /// Stress of the network and its image at the sites [GPa], as long as `sites_known`: a function of the network, and not
  /// in the checkpoint.
  std::vector<Matrix3> site_stress;
  std::vector<char> site_shadowed;  ///< sites too near to a line to nucleate; as site_stress
  bool sites_known = false;
  LimitPassed limit;
  KeptImage kept_image;      ///< of the explicit integrator
  KeptSlopes kept_slopes;    ///< of the implicit integrator
  LawWarnings law_warnings;  ///< at the start of each step
  std::vector<Vector3> slip;  ///< displacement left by slip at the points kept, docs/theory/slip-steps.md [nm]
};

}  // namespace pillardd
