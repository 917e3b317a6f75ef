#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

struct Interval {
  double low = unset, high = unset;
};

double mean(std::span<const double> values);  ///< NaN for none

/// Of a sample, with n - 1; NaN for fewer than two values.
double standard_deviation(std::span<const double> values);

/// Quantile of sorted values, linear between order statistics (type 7 of Hyndman and Fan, Am. Stat. 50 (1996) 361).
double quantile(std::span<const double> sorted, double p);

/// Percentile interval of the mean: Efron, Tibshirani, An Introduction to the Bootstrap (1993), section 13.3. The
/// resamples are draws of a counter-based stream, so the interval is a function of its arguments. NaN for fewer than
/// two values.
Interval bootstrap_mean(std::span<const double> values, double confidence, std::int64_t resamples, std::uint64_t id);

/// Distribution function of Student's t with `freedom` degrees of freedom, and its inverse for 0 < p < 1.
double student_cdf(double t, double freedom);
double student_quantile(double p, double freedom);

/// y = prefactor x^exponent.
struct PowerLaw {
  double exponent = unset, prefactor = unset;
  Interval interval;  ///< of the exponent; NaN for two points
  std::size_t n = 0;
};

/// Least squares of ln y on ln x; the interval is exponent +- t_{n-2} s.e. for scatter that is normal in ln y. Values
/// that are not above zero are left out. Nothing when fewer than two different x are left.
std::optional<PowerLaw> fit_power_law(std::span<const double> x, std::span<const double> y, double confidence);

/// p(x) ~ x^-exponent for x >= x_min.
struct Tail {
  double exponent = unset, x_min = unset;
  Interval interval;        ///< of the exponent: +- z (exponent - 1)/sqrt(n)
  double distance = unset;  ///< Kolmogorov-Smirnov distance of the tail from its fit
  std::size_t n = 0;        ///< values in the tail
};

inline constexpr std::size_t smallest_tail = 10;  ///< values that a fit needs

/// Exponent of a continuous power law with known x_min by maximum likelihood: Clauset, Shalizi, Newman, SIAM Rev. 51
/// (2009) 661, eq. (3.1):  1 + n / sum ln(x_i/x_min). `sorted` are the values of the tail.
double tail_exponent(std::span<const double> sorted, double x_min);

/// The same with the x_min of least Kolmogorov-Smirnov distance (section 3.3) among those that leave smallest_tail
/// values. Nothing for fewer values, or all alike.
std::optional<Tail> fit_tail(std::vector<double> values, double confidence);

}  // namespace pillardd
