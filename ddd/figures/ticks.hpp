#pragma once
#include <string>
#include <vector>

namespace pillardd {

/// Round numbers along an axis: 1, 2 or 5 times a power of ten apart, or on a logarithmic one such numbers themselves.
struct Ticks {
  double from = 0.0, to = 1.0;      ///< the axis' ends
  double step = 1.0;                ///< between labelled ticks of a linear axis
  std::vector<double> values;       ///< labelled ticks within [from, to]
  std::vector<std::string> labels;  ///< linear: all with the same number of decimals
  std::vector<double> small;        ///< ticks without a label
  bool logarithmic = false;

  double part(double value) const;  ///< 0 at from, 1 at to; NaN on a logarithmic axis for what is not positive
};

/// Covers [low, high] with about `wanted` labelled ticks. Equal or unordered bounds are widened to a length of one.
Ticks nice_ticks(double low, double high, int wanted);

/// Covers [low, high], both positive: labels at powers of ten, within two decades at 2 and 5 times
/// them as well, within one at 3 times too, within 0.7 at equal steps of round numbers. From 10^5 on or below 10^-3 all are written as powers.
Ticks log_ticks(double low, double high);

/// "10¹³"
std::string power_of_ten(int exponent);

}  // namespace pillardd
