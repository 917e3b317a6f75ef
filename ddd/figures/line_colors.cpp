#include "ddd/figures/line_colors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "ddd/crystal/lattice.hpp"

namespace pillardd {
namespace {

constexpr double speed_decades = 4.0;

/// Dark blue to yellow, even in lightness: anchor points of cividis. Nunez, Anderton, Renslow, PLOS ONE 13 (2018)
/// e0199239.
constexpr std::array<Color, 5> scale{
    {{0.0, 0.135, 0.305}, {0.259, 0.306, 0.424}, {0.486, 0.482, 0.471}, {0.736, 0.683, 0.435}, {0.995, 0.909, 0.217}}};

Color on_scale(double part) {
  const double x = std::clamp(part, 0.0, 1.0) * static_cast<double>(scale.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(x), scale.size() - 2);
  const double u = x - static_cast<double>(i);
  const auto mix = [&](double p, double q) { return (1 - u) * p + u * q; };
  return {mix(scale[i].red, scale[i + 1].red), mix(scale[i].green, scale[i + 1].green),
          mix(scale[i].blue, scale[i + 1].blue)};
}

ColorBar bar(const std::string& title, const std::string& low, const std::string& high) {
  ColorBar out{title, low, high, {}};
  for (int i = 0; i < 32; ++i) out.colors.push_back(on_scale((i + 0.5) / 32));
  return out;
}

std::string bracketed(const Integer3& v, char open, char close) {
  std::string out(1, open);
  for (const int i : v) out += (out.size() > 1 ? " " : "") + std::to_string(i);
  return out + close;
}

/// b and -b are one line read in the two senses: the one whose first index that is not zero is positive.
Integer3 either_sense(const Integer3& b) {
  for (const int i : b)
    if (i != 0) return i > 0 ? b : negated(b);
  return b;
}

LegendEntry burgers_entry(const Integer3& burgers) {
  const Integer3 b = either_sense(burgers);
  switch (burgers_family(b)) {
    case BurgersFamily::half_111: {
      const std::string label = "b = ½" + bracketed(b, '[', ']');
      if (b[1] > 0) return {label, b[2] > 0 ? colors::blue : colors::vermillion};
      return {label, b[2] > 0 ? colors::green : colors::orange};
    }
    case BurgersFamily::full_100:
      return {"b = ⟨100⟩", colors::purple};
    case BurgersFamily::other:
      return {"other b", colors::black};
  }
  return {};
}

LegendEntry plane_entry(const Integer3& plane) {
  std::array<int, 3> m{std::abs(plane[0]), std::abs(plane[1]), std::abs(plane[2])};
  std::sort(m.begin(), m.end());
  if (m == std::array<int, 3>{0, 1, 1}) return {"on {110}", colors::blue};
  if (m == std::array<int, 3>{1, 1, 2}) return {"on {112}", colors::orange};
  if (m == std::array<int, 3>{0, 0, 0}) return {"on no plane", colors::black};
  return {"on another plane", colors::sky};
}

/// Two digits: "3500", "0.35".
std::string short_speed(double v) {
  std::array<char, 32> text{};
  if (v >= 100.0 && v < 1e6) {
    const double unit = std::pow(10.0, std::floor(std::log10(v)) - 1.0);
    return std::to_string(std::llround(std::round(v / unit) * unit));
  }
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), v, std::chars_format::general, 2).ptr};
}

Color speed_color(double v, double top) {
  return v > 0 && top > 0 ? on_scale(1 + std::log10(v / top) / speed_decades) : on_scale(0);
}

std::vector<ColorBar> bars(ColorBy by, double top) {
  if (by == ColorBy::character) return {bar("angle of line and b (degrees)", "0, screw", "90, edge")};
  if (by == ColorBy::velocity && top > 0)
    return {bar("velocity (m/s), logarithmic", short_speed(top * std::pow(10, -speed_decades)), short_speed(top))};
  return {};
}

}  // namespace

double top_speed(const DrawnNetwork& network) {
  double top = 0.0;
  for (const DrawnSegment& s : network.segments)
    if (!s.sessile && std::isfinite(s.speed)) top = std::max(top, s.speed);
  return top;
}

ColoredLines color_lines(const DrawnNetwork& network, ColorBy by, double top) {
  ColoredLines out;
  std::map<std::string, Color> keys;
  bool sessile = false;
  for (const DrawnSegment& s : network.segments) {
    if (s.sessile) {
      sessile = true;
      out.lines.push_back({s.a, s.b, colors::grey, true});
      continue;
    }
    Color color;
    if (by == ColorBy::character) color = on_scale(s.character / 90.0);
    if (by == ColorBy::velocity) color = speed_color(s.speed, top);
    if (by == ColorBy::burgers || by == ColorBy::plane) {
      const LegendEntry e = by == ColorBy::burgers ? burgers_entry(s.burgers) : plane_entry(s.plane);
      color = keys.insert({e.label, e.color}).first->second;
    }
    out.lines.push_back({s.a, s.b, color, false});
  }
  for (const auto& [label, color] : keys) out.legend.push_back({label, color});
  if (sessile) out.legend.push_back({"sessile arms", colors::grey});
  out.bars = bars(by, top);
  return out;
}

}  // namespace pillardd
