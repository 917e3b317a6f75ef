#pragma once
#include "ddd/simulation/setup.hpp"

namespace pillardd {

/// The models of the registries in mobility/ and boundaries/, joined to the simulation here and nowhere else.
const ModelLists& model_lists();

/// Reads an input (or a run's folder) and builds its pillar.
struct Built {
  ResolvedInput input;
  Setup setup;
};
Built build(const InputSource& source, bool loading_required);

}  // namespace pillardd
