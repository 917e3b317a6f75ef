#include "ddd/elasticity/far_rules.hpp"

#include <cmath>

#include "ddd/elasticity/far_grid.hpp"

namespace pillardd {
namespace {

/// Grids of order m are taken up to this sum of radii over distance: eq. 8.
double most_ratio(double cell_error, std::size_t order) {
  return std::min(0.8, 2.0 * std::pow(cell_error, 1.0 / static_cast<double>(order)));
}

}  // namespace

FarRules far_rules(double tolerance) {
  const double scale = 1e-4 / tolerance;
  return {5.5 * std::pow(scale, 0.25), 12.0 * std::sqrt(scale), 3e-3 * std::min(1.0 / scale, std::pow(scale, -0.6))};
}

std::size_t FarRules::order(double ratio) const {
  const std::size_t highest = highest_order();
  for (std::size_t m = least_order; m <= highest; ++m)
    if (ratio <= most_ratio(cell_error, m)) return m;
  return 0;
}

std::size_t FarRules::highest_order() const {
  std::size_t m = least_order;
  while (m < most_order && most_ratio(cell_error, m) < 0.45) ++m;
  return m;
}

}  // namespace pillardd
