#include "ddd/elasticity/copy_offsets.hpp"

#include <numbers>

#include "ddd/elasticity/gauss_rules.hpp"

namespace pillardd {

std::vector<CopyOffset> copy_offsets(double period, int images) {
  std::vector<CopyOffset> out{{0.0, 1.0}};
  if (period <= 0.0) return out;
  for (int k = 1; k <= images; ++k)
    for (const double sign : {1.0, -1.0}) out.push_back({sign * k * period, 1.0});
  // (1/H) int_D0^inf f(D) dD = (1/H) int_0^(1/D0) f(1/v) dv/v^2
  static constexpr detail::GaussRule<2> rule;
  double rest = std::numbers::pi * std::numbers::pi / 6.0;  // sum of 1/k^2 beyond the images
  for (int k = 1; k <= images; ++k) rest -= 1.0 / (static_cast<double>(k) * k);
  const double nearest = period / rest;
  for (std::size_t g = 0; g < rule.node.size(); ++g) {
    const double v = 0.5 * (1.0 + rule.node[g]) / nearest, weight = 0.5 * rule.weight[g] / nearest / (v * v * period);
    for (const double sign : {1.0, -1.0}) out.push_back({sign / v, weight});
  }
  return out;
}

}  // namespace pillardd
