#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ddd/base/registry.hpp"
#include "ddd/base/types.hpp"
#include "ddd/elasticity/elasticity.hpp"
#include "ddd/elasticity/loop_energy.hpp"

namespace pillardd {

struct Material;

/// Where a loop starts: on the flat or round surface, where two faces meet (edges along the pillar, rims of its end
/// faces), or in the bulk (a full loop).
enum class NucleationPlace : std::uint8_t { surface, edge, bulk };

/// What has to be paid for a loop under a given shear.
struct Activation {
  double energy = 0.0;       ///< dG [aJ]; infinite where no loop forms
  double volume = 0.0;       ///< Omega = -d dG/d tau [nm^3]
  bool barrierless = false;  ///< the shear is past the one at which the barrier vanishes
};

/// Rate of nucleation at one atomic site on one slip system.
class NucleationModel {
 public:
  virtual ~NucleationModel() = default;
  /// tau: resolved shear with its sign chosen so that it is positive, stress concentration included [GPa]; T [K].
  virtual Activation activation(NucleationPlace place, double shear, double temperature) const = 0;
  virtual double attempt_frequency() const = 0;  ///< nu_0 [1/ns]
  virtual bool is_none() const { return false; }
  virtual std::string name() const = 0;
  virtual std::string describe() const { return name(); }  ///< with what it was calibrated to, for reports
  virtual std::vector<std::string> warnings() const { return {}; }

  /// Gamma = nu_0 exp(-dG/kT) of one atomic site [1/ns]
  double rate(NucleationPlace place, double shear, double temperature) const;
};

/// Sites of a pillar and how the shear on them is taken; common to all models that nucleate.
struct NucleationOptions {
  bool with_110 = true, with_112 = false;  ///< slip planes
  double spacing = unset;                  ///< of the grid of sites [nm]; unset: segment_max
  double roughness = 0.0;                  ///< mean excess of the stress concentration
  double edge_factor = 1.0;                ///< stress concentration at edges and rims
  double non_schmid = 0.0;                 ///< weight a_1 of the shear on the plane at +60 degrees
  bool surface = true, bulk = false;
};
std::vector<Row> nucleation_site_rows();
NucleationOptions read_nucleation_options(const Settings& nucleation);  ///< of a model other than `none`

/// What a model is made of besides its own parameters.
struct NucleationContext {
  const Material& material;
  ElasticConstants elastic;  ///< with the physical core radius r_c, core energy included, in place of a
  double burgers = unset;    ///< b [nm]
};
using MakeNucleationModel = std::unique_ptr<NucleationModel> (*)(const Settings& nucleation,
                                                                 const NucleationContext& context);

/// Line tension of a half or full loop with the elasticity of a run: sizes what is put in, whatever the rate model.
LoopLineTension run_line_tension(const NucleationContext& context, bool half);

/// b^2 of surface for each atomic site, b of an edge, a^3/2 of volume [nm^2, nm, nm^3].
double atomic_sites(NucleationPlace place, double extent, double burgers);

/// Largest rate of nucleation against shear at a constant rate of loading: the shear at which
///   dG/kT = ln[k T N nu_0/(S E edot Omega)]   Zhu et al., PRL 100 (2008) 025502
/// N sites, S the Schmid factor, E [GPa], edot [1/ns]; the barrier's end where that comes first; 0 where no shear is
/// needed. docs/theory/nucleation.md, 9.
struct RampedLoading {
  double sites = unset, schmid = unset, modulus = unset, rate = unset, temperature = unset;
};
double most_probable_shear(const NucleationModel& model, NucleationPlace place, const RampedLoading& loading);

/// The shear at the first event of the same ramp, over many pillars: with the rates of all systems,
///   P(tau) = exp{-int N nu_0 sum_s exp[-dG(tau S_s/S)/kT] d tau/(S E edot)},   mean = int P,  deviation^2 = 2 int tau P - mean^2
/// `sites` are those of one system, `factors` the Schmid factors S_s, S the largest. tau is the shear of that one [GPa].
struct FirstEvent {
  double mean = unset, deviation = unset;
};
FirstEvent first_event(const NucleationModel& model, NucleationPlace place, const RampedLoading& loading,
                       const std::vector<double>& factors);

}  // namespace pillardd
