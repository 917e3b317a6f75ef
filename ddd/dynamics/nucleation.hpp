#pragma once
#include <optional>
#include <vector>

#include "ddd/dynamics/integrator.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Total rate of all sites and systems [1/ns] for the stress of network and image at the sites [GPa] and an axial load.
/// Sites in the shadow of a line, as the state has them, are left out. Parallel over sites; the same bits for any
/// number of threads.
double total_nucleation_rate(const Model& model, const State& state, const std::vector<Matrix3>& site_stress,
                             double axial);

/// A site and a system, by index, in proportion to their rates: the place at which their sum in order passes `uniform`
/// times the total. nullopt where nothing can nucleate.
struct DrawnSite {
  std::size_t site = 0, system = 0;
};
std::optional<DrawnSite> draw_site(const Model& model, const State& state, const std::vector<Matrix3>& site_stress,
                                   double axial, double uniform);

/// Nucleation in one step of the run (docs/theory/nucleation.md, 5-8): made before the motion, finished after topology.
class NucleationStep {
 public:
  NucleationStep(const Model& model, State& state);
  /// Time until the next loop nucleates if the lines stay where they are [ns]; `to_event` where nothing does before.
  double time_to_event(double to_event) const;
  /// Integrates the rate over the step made, with stresses that change linearly over it, and puts in the loop that is
  /// due.
  void finish(Integrator& integrator, std::vector<Event>& events);

 private:
  void find_site_stress();
  void nucleate(Integrator& integrator, std::vector<Event>& events);
  const Model& model_;
  State& state_;
  double axial_before_ = 0.0, left_ = 0.0;  ///< [GPa]; hazard left until the next event
  std::vector<Matrix3> stress_before_;
  std::vector<char> shadowed_before_;
};

}  // namespace pillardd
