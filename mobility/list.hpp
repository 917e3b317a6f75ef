#pragma once
#include "ddd/base/registry.hpp"
#include "ddd/models/mobility_law.hpp"

namespace pillardd {

const Registry<MakeMobilityLaw>& mobility_laws();

/// The `mobility` section: which law, its overrides of the material's parameters, and cross-slip.
Section mobility_schema();

}  // namespace pillardd
