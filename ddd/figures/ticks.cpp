#include "ddd/figures/ticks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pillardd {
namespace {

struct Step {
  int mantissa, exponent;
  double value() const { return mantissa * std::pow(10.0, exponent); }
};

/// The smallest of 1, 2, 5 x 10^k that is not below `raw` (to a rounding error).
Step round_step(double raw) {
  const int exponent = static_cast<int>(std::floor(std::log10(raw)));
  const double mantissa = raw / std::pow(10.0, exponent);
  for (const int m : {1, 2, 5})
    if (mantissa <= m * (1.0 + 1e-9)) return {m, exponent};
  return {1, exponent + 1};
}

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  const bool zero = std::abs(value) < 0.5 * std::pow(10.0, -decimals);
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), zero ? 0.0 : value, std::chars_format::fixed, decimals).ptr;
  return {text.data(), end};
}

/// "0.05", "20", or as powers of ten.
std::string decade_label(int mantissa, int exponent, bool as_power) {
  if (as_power) return (mantissa == 1 ? "" : std::to_string(mantissa) + "×") + power_of_ten(exponent);
  return fixed(mantissa * std::pow(10.0, exponent), std::max(0, -exponent));
}

/// On an axis so short that decades say little, equal steps of round numbers.
Ticks short_log_ticks(double low, double high, double slack) {
  Ticks out = nice_ticks(low, high, 5);
  out.logarithmic = true;
  out.from = low * (1 - slack), out.to = high * (1 + slack);
  const auto outside = [&](double v) { return v < out.from || v > out.to; };
  for (std::size_t i = out.values.size(); i-- > 0;)
    if (outside(out.values[i])) {
      out.values.erase(out.values.begin() + static_cast<std::ptrdiff_t>(i));
      out.labels.erase(out.labels.begin() + static_cast<std::ptrdiff_t>(i));
    }
  std::erase_if(out.small, outside);
  return out;
}

}  // namespace

double Ticks::part(double value) const {
  if (!logarithmic) return (value - from) / (to - from);
  return value > 0 ? std::log(value / from) / std::log(to / from) : std::nan("");
}

std::string power_of_ten(int exponent) {
  static constexpr std::array<const char*, 10> digits = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = exponent < 0 ? "10⁻" : "10";
  for (const char c : std::to_string(std::abs(exponent))) out += digits[static_cast<std::size_t>(c - '0')];
  return out;
}

Ticks log_ticks(double low, double high) {
  if (!(high > low)) low /= 2, high *= 2;
  const double slack = 1e-9;
  if (std::log10(high / low) < 0.7) return short_log_ticks(low, high, slack);
  const int first = static_cast<int>(std::floor(std::log10(low) + slack));
  const int last = static_cast<int>(std::ceil(std::log10(high) - slack));
  const bool dense = std::log10(high / low) < 2.0, denser = std::log10(high / low) < 1.0, as_power = high >= 1e5 || low < 1e-3 * (1 - slack);
  const int every = std::max(1, (last - first + 7) / 8);
  Ticks out;
  out.logarithmic = true;
  out.from = low * (1 - slack), out.to = high * (1 + slack);
  for (int k = first; k <= last; ++k)
    for (int m = 1; m < 10; ++m) {
      const double v = m * std::pow(10.0, k);
      if (v < out.from || v > out.to) continue;
      const bool labelled = m == 1 ? k % every == 0 : (dense && (m == 2 || m == 5)) || (denser && m == 3);
      (labelled ? out.values : out.small).push_back(v);
      if (labelled) out.labels.push_back(decade_label(m, k, as_power));
    }
  return out;
}

Ticks nice_ticks(double low, double high, int wanted) {
  if (!(high > low)) high = low + 1.0;
  const Step step = round_step((high - low) / wanted);
  Ticks out;
  out.step = step.value();
  const int minor = step.mantissa == 2 ? 4 : 5;
  const double small = out.step / minor, slack = 1e-9;
  out.from = std::floor(low / small + slack) * small;
  out.to = std::ceil(high / small - slack) * small;
  const int decimals = std::max(0, -step.exponent);
  const long first = std::lround(std::ceil(out.from / out.step - slack));
  const long last = std::lround(std::floor(out.to / out.step + slack));
  for (long i = first; i <= last; ++i) {
    out.values.push_back(static_cast<double>(i) * out.step);
    out.labels.push_back(fixed(out.values.back(), decimals));
  }
  for (long i = std::lround(out.from / small); i <= std::lround(out.to / small); ++i)
    if (i % minor != 0) out.small.push_back(static_cast<double>(i) * small);
  return out;
}

}  // namespace pillardd
