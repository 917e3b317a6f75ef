#pragma once
#include <cstddef>

#include "ddd/elasticity/gauss_rules.hpp"

namespace pillardd {

/// A Gauss rule on [0, 1].
struct UnitRule {
  std::size_t count = 0;
  float node[8]{}, weight[8]{};
};

namespace detail {

template <int N>
constexpr UnitRule unit_rule() {
  const GaussRule<N> rule;
  UnitRule out;
  out.count = N;
  for (std::size_t g = 0; g < N; ++g) {
    out.node[g] = static_cast<float>(0.5 * (1.0 + rule.node[g]));
    out.weight[g] = static_cast<float>(0.5 * rule.weight[g]);
  }
  return out;
}

inline constexpr UnitRule unit_rules[8] = {unit_rule<1>(), unit_rule<2>(), unit_rule<3>(), unit_rule<4>(),
                                           unit_rule<5>(), unit_rule<6>(), unit_rule<7>(), unit_rule<8>()};

/// Widest panel of n points for 1e-7 of the integrand's bound (docs/theory/half-space.md): w = 2 pi rho/(rho^2 - 1) with
/// rho = 1e7^(1/2n); of the integral that leaves about 1e-5.
inline constexpr float widest_panel[8] = {0.00199F, 0.112F, 0.43F, 0.853F, 1.31F, 1.76F, 2.21F, 2.65F};

}  // namespace detail

/// Panels over a range of u of this width, 8 points in each at most.
inline int half_space_panels(float width) {
  int panels = 1;
  while (width > detail::widest_panel[7] * static_cast<float>(panels)) ++panels;
  return panels;
}

/// The rule of fewest points that serves a panel of this width.
inline const UnitRule& half_space_rule(float width) {
  std::size_t n = 0;
  while (n < 7 && width > detail::widest_panel[n]) ++n;
  return detail::unit_rules[n];
}

}  // namespace pillardd
