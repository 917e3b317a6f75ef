#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "ddd/base/registry.hpp"
#include "ddd/base/sums.hpp"
#include "ddd/base/types.hpp"
#include "ddd/models/load_mode.hpp"

namespace pillardd {

/// Where the load programme stands: amplitudes of its LoadMode, for axial loads the engineering values,
/// tension-positive. All of it goes to the checkpoint.
struct LoadState {
  std::size_t stage = 0;
  Compensated time;            ///< [ns]
  Compensated stage_time;      ///< since the stage's start [ns]
  Compensated strain;          ///< total
  Compensated plastic_strain;  ///< part of it that is plastic
  double stress = 0.0;         ///< amplitude [GPa]
  double density = 0.0;        ///< total line density, for `until` [1/nm^2]
  /// Density where the stage began [1/nm^2], which tells a rise to `until.density` from a fall to it. enter_next sets
  /// it; for the first stage the caller does, when the network is known.
  double stage_density = unset;
};

struct LoadPoint {
  double stress = 0.0;  ///< amplitude [GPa]
  double strain = 0.0;
  double strain_increment = 0.0;  ///< strain less the state's, before rounding to it
};

/// What a programme must know of the pillar.
struct LoadedPillar {
  SectionShape section;
  double height = unset;           ///< H [nm]
  double axial_modulus = unset;    ///< Young's modulus along the axis [GPa]
  double torsion_modulus = unset;  ///< of a circular section [GPa]
  double temperature = unset;      ///< [K]
};

/// A programme of stages. Pure: the caller owns the state.
class Loading {
 public:
  virtual ~Loading() = default;
  virtual std::size_t stages() const = 0;
  virtual double first_sense() const = 0;    ///< -1 for compression, else +1
  virtual const LoadMode& mode() const = 0;  ///< of all stages
  virtual LoadState start() const = 0;       ///< at time zero, initial stress applied and first stage entered
  /// Stress after, and strain gained in, dt more of the current stage with `plastic_increment` of plastic strain in it;
  /// both are affine in dt and plastic_increment.
  virtual LoadPoint after(const LoadState& state, double dt, double plastic_increment) const = 0;
  /// The part of such a step (0 to 1) after which a strain, stress or plastic strain of `until` is reached, all in
  /// proportion; 1 where none is.
  virtual double fraction_to_end(const LoadState& state, double dt, double plastic_increment) const = 0;
  /// Time until the stage certainly ends or a strain known in advance is reached [ns]; infinity when not known.
  virtual double time_to_end(const LoadState& state) const = 0;
  /// Time until total strain (in the first stage's sense) reaches `strain` [ns]: where it is prescribed, or no line is
  /// there (density 0), so that it is elastic; infinity when not known.
  virtual double time_to_strain(const LoadState& state, double strain) const = 0;
  virtual bool stage_done(const LoadState& state) const = 0;
  /// Enters the next stage: jumps of held stress or strain happen here. Requires stage + 1 < stages().
  virtual void enter_next(LoadState& state) const = 0;
  virtual std::string describe(std::size_t stage) const = 0;  ///< "compression at 1e6 /s until strain 0.01"
  /// What the drive has moved: the pillar's elongation and that of a frame in series with it [nm]; 0 unless axial.
  virtual double displacement(const LoadState& state) const = 0;
  virtual std::vector<std::string> warnings() const { return {}; }  ///< what a reader of results must know
};

}  // namespace pillardd
