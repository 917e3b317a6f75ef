#include "ddd/elasticity/far_rules.hpp"

#include <cmath>

#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/far_harmonics.hpp"

namespace pillardd {
namespace {

/// Grids of order m are taken up to this sum of radii over distance: eq. 8.
double most_ratio(double cell_error, std::size_t order) {
  return std::min(0.8, 2.0 * std::pow(cell_error, 1.0 / static_cast<double>(order)));
}

/// The highest degree in use is the first whose error (4/3 ratio)^degree is small enough for cells whose radii add up
/// to this part of their distance: higher ones cost more than the points they save.
constexpr double enough_ratio = 0.45;

std::size_t highest_degree(double cell_error) {
  std::size_t p = least_degree;
  while (p < most_degree && std::pow(enough_ratio / 0.75, static_cast<double>(p)) > cell_error) ++p;
  return p;
}

}  // namespace

/// Near pairs err like (L/d)^4.5, sources of one point like (L/d)^2.5 of a nodal force. What they are to err by falls
/// with the tolerance; what coherence does to them is what the networks of docs/develop/far-field.md ask for.
FarRules far_rules(double tolerance, double coherence) {
  const double scale = 1e-4 / tolerance, cell_error = 3e-3 * std::min(1.0 / scale, std::pow(scale, -0.6));
  return {5.5 * std::pow(scale, scale < 1.0 ? 0.22 : 0.25) * std::pow(coherence, 0.2),
          13.5 * std::pow(scale, 0.4) * std::pow(coherence, 0.75), cell_error,
          1.5e-5 / (scale * std::pow(coherence, 1.5)), highest_degree(cell_error)};
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

double core_reach(const FarRules& rules, double core_radius) {
  return core_radius * std::pow(7.5 / rules.cell_error, 0.25);
}

double sharp_reach(const FarRules& rules, double core_radius) {
  return core_radius * std::sqrt(15.0 / rules.cell_error);
}

}  // namespace pillardd
