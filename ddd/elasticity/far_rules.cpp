#include "ddd/elasticity/far_rules.hpp"

#include <cmath>

namespace pillardd {

FarRules far_rules(double tolerance) {
  const double scale = 1e-4 / tolerance;
  return {5.5 * std::pow(scale, 0.25), 12.0 * std::sqrt(scale)};
}

}  // namespace pillardd
