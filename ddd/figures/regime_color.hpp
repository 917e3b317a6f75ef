#pragma once
#include <string>

#include "ddd/figures/chart.hpp"

namespace pillardd {

/// The colour of a regime, by its name in summary.json; black for one that is not known.
Color regime_color(const std::string& name);

}  // namespace pillardd
