#pragma once
#include "ddd/dynamics/model.hpp"
#include "ddd/io/archive.hpp"

namespace pillardd {

/// Everything of a State that a resumed run needs to go on with the same bits; the first part of a run's checkpoint.
void save_state(ArchiveWriter& out, const State& state);
void restore_state(ArchiveReader& in, State& state);  ///< throws RunFailure on a checkpoint of another pillar or version

}  // namespace pillardd
