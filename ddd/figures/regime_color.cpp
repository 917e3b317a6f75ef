#include "ddd/figures/regime_color.hpp"

#include "ddd/io/regime.hpp"

namespace pillardd {

Color regime_color(const std::string& name) {
  if (name == regime_name(Regime::elastic)) return colors::sky;
  if (name == regime_name(Regime::exhaustion)) return colors::orange;
  if (name == regime_name(Regime::starvation)) return colors::vermillion;
  if (name == regime_name(Regime::nucleation)) return colors::purple;
  if (name == regime_name(Regime::multiplication)) return colors::blue;
  if (name == regime_name(Regime::annealing)) return colors::green;
  return colors::black;
}

}  // namespace pillardd
