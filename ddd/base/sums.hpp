#pragma once
#include <cmath>

namespace pillardd {

/// A sum carried as a pair (value, compensation), so that picosecond steps are not lost at 1e10 ns.
/// Neumaier, ZAMM 54 (1974) 39. Both members go to the checkpoint.
struct Compensated {
  double value = 0.0;
  double compensation = 0.0;

  void add(double x) {
    const double t = value + x;
    compensation += std::abs(value) >= std::abs(x) ? (value - t) + x : (x - t) + value;
    value = t;
  }
  double total() const { return value + compensation; }
};

}  // namespace pillardd
