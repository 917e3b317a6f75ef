#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "ddd/network/records.hpp"

namespace pillardd::test {

/// A curve as a small pillar gives it: the slope `slope` [GPa], then flow with saw-tooth load drops, to `last` strain.
inline std::vector<HistoryRow> serrated_curve(double slope, double last, int rows) {
  std::vector<HistoryRow> out;
  double stress = 0.0, previous = 0.0;
  for (int i = 0; i <= rows; ++i) {
    HistoryRow r;
    r.step = static_cast<std::uint64_t>(i);
    r.strain = last * i / rows;
    stress += slope * (r.strain - previous);
    previous = r.strain;
    const double flow = 1.15 + 25.0 * r.strain + 0.12 * std::sin(700.0 * r.strain) * std::sin(160.0 * r.strain);
    if (stress > flow) stress = flow - 0.18 * std::abs(std::sin(37.0 * i));
    r.stress = stress;
    r.plastic_strain = r.strain - stress / slope;
    r.density = 1.9e-5 * (1.0 + 30.0 * std::max(0.0, r.plastic_strain)) + 4e-7 * std::sin(900.0 * r.strain);
    r.mobile_density = 0.55 * r.density + 3e-7 * std::cos(2100.0 * r.strain);
    out.push_back(r);
  }
  return out;
}

}  // namespace pillardd::test
