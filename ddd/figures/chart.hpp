#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace pillardd {

struct Color {
  double red = 0.0, green = 0.0, blue = 0.0;  ///< 0 to 1
};

/// Told apart by colour-blind readers and in print. Okabe & Ito, Color Universal Design (2008).
namespace colors {
inline constexpr Color black{0.0, 0.0, 0.0}, grey{0.45, 0.45, 0.45}, blue{0.0, 0.447, 0.698},
    vermillion{0.835, 0.369, 0.0};
}

enum class Stroke { solid, dashed, dotted, marker };

/// A curve, or with Stroke::marker single points. A NaN interrupts the line.
struct Series {
  std::string label;  ///< in the legend; "" keeps it out
  std::vector<double> x, y;
  Color color;
  Stroke stroke = Stroke::solid;
  bool sets_range = true;  ///< whether the axes are made to hold it
};

/// Two linear axes that hold zero, curves, a legend where it hides least.
struct Chart {
  std::string x_title, y_title;  ///< with unit: "strain (%)"
  std::vector<Series> series;    ///< drawn in this order
};

/// Whether this build draws. In one that does not, write_chart throws InputError by name.
bool figures_available();

/// Draws once for both STEM.png (three pixels a point) and STEM.svg, 12.7 cm wide; no display is needed. Returns both
/// paths. Throws RunFailure.
std::vector<std::filesystem::path> write_chart(const Chart& chart, const std::filesystem::path& stem);

}  // namespace pillardd
