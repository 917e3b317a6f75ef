#pragma once
#include <omp.h>

#include <algorithm>

namespace pillardd {

/// Threads that are worth waking for this much work [ns]: one for every 0.2 ms, at most as many as there are. Waking
/// and waiting for one costs 5 to 20 microseconds on an idle machine and a time slice on a busy one. No sum depends on
/// it.
inline int worth_threads(double nanoseconds) {
  constexpr double each = 2e5;
  const double many = nanoseconds / each;
  return many < 2.0 ? 1 : static_cast<int>(std::min(many, static_cast<double>(omp_get_max_threads())));
}

}  // namespace pillardd
