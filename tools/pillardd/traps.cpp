#include "tools/pillardd/traps.hpp"

#ifdef PILLARDD_FP_TRAPS
#include <cfenv>
#endif

namespace pillardd {

void arm_floating_point_traps() {
#ifdef PILLARDD_FP_TRAPS
  feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
#endif
}

}  // namespace pillardd
