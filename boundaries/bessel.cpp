#include "boundaries/bessel.hpp"

#include <cmath>

#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

/// Orders beyond n_max that the fraction starts from: each step back damps the error of the start by about rho_n^2,
/// and rho_n is below 1/2 from n = s on.
int start_order(int n_max, double s) {
  return n_max + 40 + static_cast<int>(1.5 * s);
}

}  // namespace

std::vector<double> bessel_ratios(int n_max, double s) {
  require(s > 0.0, "bessel_ratios: the argument must be positive");
  std::vector<double> rho(static_cast<std::size_t>(n_max) + 2, 0.0);
  double ratio = 0.0;
  for (int n = start_order(n_max, s); n >= 1; --n) {
    ratio = 1.0 / (2.0 * n / s + ratio);
    if (n <= n_max + 1) rho[static_cast<std::size_t>(n)] = ratio;
  }
  return rho;
}

double scaled_bessel_0(double s) {
  if (s == 0.0) return 1.0;
  const int last = 20 + static_cast<int>(9.0 * std::sqrt(s));
  const std::vector<double> rho = bessel_ratios(last, s);
  double sum = 1.0, term = 2.0;
  for (int n = 1; n <= last; ++n) {
    term *= rho[static_cast<std::size_t>(n)];
    sum += term;
  }
  return 1.0 / sum;
}

}  // namespace pillardd
