#include "ddd/dynamics/step_counts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pillardd {

void StepCounts::make(double dt) {
  shortest = made() == 0 ? dt : std::min(shortest, dt);
  longest = std::max(longest, dt);
  const double decade = dt > 0.0 ? std::floor(std::log10(dt)) - first_decade : 0.0;
  ++made_by_decade[static_cast<std::size_t>(std::clamp(decade, 0.0, decades - 1.0))];
}

std::uint64_t StepCounts::made() const {
  return std::accumulate(made_by_decade.begin(), made_by_decade.end(), std::uint64_t{0});
}

std::uint64_t StepCounts::all_refused() const {
  return std::accumulate(refused.begin(), refused.end(), std::uint64_t{0});
}

}  // namespace pillardd
