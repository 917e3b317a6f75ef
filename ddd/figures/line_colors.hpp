#pragma once
#include <string>
#include <vector>

#include "ddd/figures/scene.hpp"
#include "ddd/io/vtk_reader.hpp"

namespace pillardd {

/// What the colour of a line tells.
enum class ColorBy { burgers, plane, character, velocity };

/// The lines of one moment in their colours, with the legend or the scale that explains them. Sessile lines are thin
/// and grey. `top_speed`: the upper end of the velocity scale, its lower end lies four decades below [m/s].
struct ColoredLines {
  std::vector<SceneLine> lines;
  std::vector<LegendEntry> legend;
  std::vector<ColorBar> bars;
};
ColoredLines color_lines(const DrawnNetwork& network, ColorBy by, double top_speed);

/// Largest speed among the mobile segments [m/s]; 0 when there are none.
double top_speed(const DrawnNetwork& network);

}  // namespace pillardd
