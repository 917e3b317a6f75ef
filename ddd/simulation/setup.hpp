#pragma once
#include <string>
#include <vector>

#include "ddd/crystal/material.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/initial/generators.hpp"
#include "ddd/io/input.hpp"
#include "ddd/simulation/output_schema.hpp"

namespace pillardd {

/// The concrete models that the program knows, handed in by the tool: the engine itself knows only interfaces.
struct ModelLists {
  const Registry<MakeBoundary>& boundaries;
  const Registry<MakeImageStress>& image_stresses;
  const Registry<MakeNucleationModel>& nucleation_models;
  const Registry<MakeMobilityLaw>& mobility_laws;
  void (*check_pillar)(const Settings& pillar, Faults& faults);
  std::unique_ptr<Loading> (*make_loading)(const std::vector<Settings>& stages, const LoadedPillar& pillar,
                                           Faults& faults);
};

/// A pillar ready to run.
struct Setup {
  Model model;
  State state;
  OutputPlan output;
  bool stop_outside_model = false;  ///< end the run where a limit of the model is passed
  Material material;
  std::vector<PlacementReport> placements;
  std::vector<std::string> warnings;
  std::vector<std::string> notes;  ///< resolved values that follow from others, for `check`
};

/// Builds everything the input describes. Throws InputError with all faults that are found.
Setup build_setup(const ResolvedInput& input, const ModelLists& lists, bool loading_required);

}  // namespace pillardd
