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

}  // namespace

Ticks nice_ticks(double low, double high, int wanted) {
  if (!(high > low)) high = low + 1.0;
  const Step step = round_step((high - low) / wanted);
  Ticks out;
  out.step = step.value();
  out.minor = step.mantissa == 2 ? 4 : 5;
  const double small = out.step / out.minor, slack = 1e-9;
  out.from = std::floor(low / small + slack) * small;
  out.to = std::ceil(high / small - slack) * small;
  const int decimals = std::max(0, -step.exponent);
  const long first = std::lround(std::ceil(out.from / out.step - slack));
  const long last = std::lround(std::floor(out.to / out.step + slack));
  for (long i = first; i <= last; ++i) {
    out.values.push_back(static_cast<double>(i) * out.step);
    out.labels.push_back(fixed(out.values.back(), decimals));
  }
  return out;
}

}  // namespace pillardd
