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

/// Expansions of degree p are taken up to this sum of radii over distance: eq. 8.
double most_ratio_of_degree(double cell_error, std::size_t degree) {
  return std::min(0.5, 0.75 * std::pow(cell_error, 1.0 / static_cast<double>(degree)));
}

/// The highest degree in use is the first that reaches this ratio: higher ones cost more than the points they save.
constexpr double enough_ratio = 0.45;

}  // namespace

FarRules far_rules(double tolerance) {
  const double scale = 1e-4 / tolerance;
  FarRules rules{5.5 * std::pow(scale, 0.25),
                 12.0 * std::sqrt(scale),
                 3e-3 * std::min(1.0 / scale, std::pow(scale, -0.6)),
                 {},
                 least_degree};
  for (std::size_t p = least_degree; p <= most_degree; ++p) {
    rules.degree_ratio[p] = most_ratio_of_degree(rules.cell_error, p);
    rules.highest_degree = p;
    if (rules.degree_ratio[p] > enough_ratio) break;
  }
  return rules;
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

std::size_t FarRules::degree(double ratio) const {
  for (std::size_t p = least_degree; p <= highest_degree; ++p)
    if (ratio <= degree_ratio[p]) return p;
  return 0;
}

double core_reach(const FarRules& rules, double core_radius) {
  return core_radius * std::pow(7.5 / rules.cell_error, 0.25);
}

double sharp_reach(const FarRules& rules, double core_radius) {
  return core_radius * std::sqrt(15.0 / rules.cell_error);
}

}  // namespace pillardd
