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
    vermillion{0.835, 0.369, 0.0}, orange{0.902, 0.624, 0.0}, green{0.0, 0.62, 0.451}, purple{0.8, 0.475, 0.655},
    sky{0.337, 0.706, 0.914};
}

enum class Stroke { solid, dashed, dotted, marker, disc };

/// A curve, or with Stroke::marker (circles) or disc (filled) single points. A NaN interrupts the line.
struct Series {
  std::string label;  ///< in the legend; "" keeps it out
  std::vector<double> x, y;
  Color color;
  Stroke stroke = Stroke::solid;
  bool sets_range = true;             ///< whether the axes are made to hold it
  double width = 1.0;                 ///< of the stroke, or size of the marker, in parts of the usual
  std::vector<double> low{}, high{};  ///< ends of the error bars in y; empty: none
};

enum class Scale { linear, logarithmic };

/// Curves and a legend where it hides least. Linear axes hold zero unless told otherwise; on logarithmic ones what is
/// not positive is left out.
struct Chart {
  std::string x_title, y_title;  ///< with unit: "strain (%)"
  std::vector<Series> series;    ///< drawn in this order
  Scale x_scale = Scale::linear, y_scale = Scale::linear;
  bool x_holds_zero = true, y_holds_zero = true;
};

/// Whether this build draws. In one that does not, write_chart throws InputError by name.
bool figures_available();

/// Draws once for both STEM.png (three pixels a point) and STEM.svg, 12.7 cm wide; no display is needed. Returns both
/// paths. Throws RunFailure.
std::vector<std::filesystem::path> write_chart(const Chart& chart, const std::filesystem::path& stem);

}  // namespace pillardd
