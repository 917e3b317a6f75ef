#pragma once

namespace pillardd {

/// Sets the number of OpenMP threads (0: as many as the machine or OMP_NUM_THREADS says) and returns it.
int use_threads(int asked);

}  // namespace pillardd
