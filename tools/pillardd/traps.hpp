#pragma once

namespace pillardd {

/// In builds with PILLARDD_FP_TRAPS: the first invalid operation, division by zero or overflow stops the program at its place
/// (SIGFPE). Does nothing in other builds.
void arm_floating_point_traps();

}  // namespace pillardd
