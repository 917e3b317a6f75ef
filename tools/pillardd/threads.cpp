#include "tools/pillardd/threads.hpp"

#include <omp.h>

namespace pillardd {

int use_threads(int asked) {
  if (asked > 0) omp_set_num_threads(asked);
  return omp_get_max_threads();
}

}  // namespace pillardd
