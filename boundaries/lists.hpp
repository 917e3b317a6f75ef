#pragma once
#include <memory>
#include <string>
#include <vector>

#include "ddd/base/registry.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/models/image_stress.hpp"
#include "ddd/models/loading.hpp"
#include "ddd/models/nucleation_model.hpp"

namespace pillardd {

const Registry<MakeBoundary>& boundaries();
const Registry<MakeImageStress>& image_stresses();
const Registry<MakeNucleationModel>& nucleation_models();

Section pillar_schema();   ///< shape, size, orientation, ends
Section surface_schema();  ///< image_stress (required), nucleation

/// What the rows alone cannot check, of the values that could be read: `side` perpendicular to `axis`.
void check_pillar(const Settings& pillar, Faults& faults);

/// One stage of `loading`.
Section loading_stage_schema();
/// The programme of all stages; nullptr, and faults at their places, where a stage cannot be run or its `until` can
/// never be met.
std::unique_ptr<Loading> make_loading(const std::vector<Settings>& stages, const LoadedPillar& pillar, Faults& faults);

}  // namespace pillardd
