#include "ddd/study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ddd/base/errors.hpp"
#include "ddd/base/random.hpp"

namespace pillardd {
namespace {

/// Continued fraction of the incomplete beta function by Lentz's method: Abramowitz, Stegun, eq. 26.5.8.
double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300, epsilon = 1e-15;
  const auto away_from_zero = [](double v) { return std::abs(v) < tiny ? tiny : v; };
  double c = 1.0, d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)), value = d;
  for (int m = 1; m < 1000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double factor = 1.0;
    for (const double term : {even, odd}) {
      d = 1.0 / away_from_zero(1.0 + term * d);
      c = away_from_zero(1.0 + term / c);
      factor = c * d;
      value *= factor;
    }
    if (std::abs(factor - 1.0) < epsilon) return value;
  }
  throw RunFailure("the incomplete beta function did not converge");
}

/// Regularised incomplete beta function I_x(a, b).
double incomplete_beta(double a, double b, double x) {
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1.0) / (a + b + 2.0)) return front * beta_fraction(a, b, x) / a;
  return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

/// Quantile of the normal distribution: Newton steps on its distribution function from the middle; p in (0.5, 1).
double normal_quantile(double p) {
  double z = 0.0;
  for (int i = 0; i < 60; ++i) {
    const double excess = p - 0.5 * std::erfc(-z / std::sqrt(2.0));
    z += excess * std::sqrt(2.0 * M_PI) * std::exp(0.5 * z * z);
  }
  return z;
}

/// Largest distance of the empirical distribution of a tail from that of its power law.
double tail_distance(std::span<const double> sorted, double x_min, double exponent) {
  const double n = static_cast<double>(sorted.size());
  double out = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double law = 1.0 - std::pow(sorted[i] / x_min, 1.0 - exponent);
    const double below = static_cast<double>(i) / n, above = static_cast<double>(i + 1) / n;
    out = std::max({out, std::abs(law - below), std::abs(law - above)});
  }
  return out;
}

struct Sums {
  double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
};

/// Sums of squares and products about the means.
Sums centred(const std::vector<double>& x, const std::vector<double>& y) {
  Sums s{mean(x), mean(y)};
  for (std::size_t i = 0; i < x.size(); ++i) {
    s.xx += (x[i] - s.x) * (x[i] - s.x);
    s.xy += (x[i] - s.x) * (y[i] - s.y);
    s.yy += (y[i] - s.y) * (y[i] - s.y);
  }
  return s;
}

}  // namespace

double mean(std::span<const double> values) {
  if (values.empty()) return unset;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return unset;
  const double m = mean(values);
  double sum = 0.0;
  for (const double v : values) sum += (v - m) * (v - m);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double quantile(std::span<const double> sorted, double p) {
  if (sorted.empty()) return unset;
  const double at = p * static_cast<double>(sorted.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
  const std::size_t j = std::min(i + 1, sorted.size() - 1);
  return sorted[i] + (at - static_cast<double>(i)) * (sorted[j] - sorted[i]);
}

Interval bootstrap_mean(std::span<const double> values, double confidence, std::int64_t resamples, std::uint64_t id) {
  if (values.size() < 2) return {};
  const RandomStream random(0, RandomPurpose::bootstrap, id);
  const std::uint64_t n = values.size();
  std::vector<double> means;
  std::uint64_t draw = 0;
  for (std::int64_t r = 0; r < resamples; ++r) {
    double sum = 0.0;
    for (std::uint64_t i = 0; i < n; ++i) sum += values[random.below(n, draw++)];
    means.push_back(sum / static_cast<double>(n));
  }
  std::sort(means.begin(), means.end());
  return {quantile(means, 0.5 * (1.0 - confidence)), quantile(means, 0.5 * (1.0 + confidence))};
}

double student_cdf(double t, double freedom) {
  const double tail = 0.5 * incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t));
  return t > 0.0 ? 1.0 - tail : tail;
}

double student_quantile(double p, double freedom) {
  require(p > 0.0 && p < 1.0 && freedom > 0.0, "a quantile of Student's t needs 0 < p < 1");
  double low = -1.0, high = 1.0;
  while (student_cdf(low, freedom) > p) low *= 2.0;
  while (student_cdf(high, freedom) < p) high *= 2.0;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (student_cdf(middle, freedom) < p ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

std::optional<PowerLaw> fit_power_law(std::span<const double> x, std::span<const double> y, double confidence) {
  std::vector<double> u, v;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] > 0.0 && y[i] > 0.0) {
      u.push_back(std::log(x[i]));
      v.push_back(std::log(y[i]));
    }
  if (u.empty() || *std::max_element(u.begin(), u.end()) == *std::min_element(u.begin(), u.end())) return std::nullopt;
  const Sums s = centred(u, v);
  PowerLaw out{s.xy / s.xx, unset, {}, u.size()};
  out.prefactor = std::exp(s.y - out.exponent * s.x);
  if (u.size() < 3) return out;
  const double freedom = static_cast<double>(u.size() - 2);
  const double residual = std::max(0.0, s.yy - out.exponent * s.xy);
  const double half = student_quantile(0.5 * (1.0 + confidence), freedom) * std::sqrt(residual / freedom / s.xx);
  out.interval = {out.exponent - half, out.exponent + half};
  return out;
}

double tail_exponent(std::span<const double> sorted, double x_min) {
  double sum = 0.0;
  for (const double x : sorted) sum += std::log(x / x_min);
  return 1.0 + static_cast<double>(sorted.size()) / sum;
}

std::optional<Tail> fit_tail(std::vector<double> values, double confidence) {
  std::sort(values.begin(), values.end());
  std::optional<Tail> best;
  for (std::size_t i = 0; i + smallest_tail <= values.size(); ++i) {
    if (!(values[i] > 0.0) || values[i] == values.back() || (i > 0 && values[i] == values[i - 1])) continue;
    const std::span<const double> tail(values.data() + i, values.size() - i);
    const double exponent = tail_exponent(tail, values[i]);
    const double distance = tail_distance(tail, values[i], exponent);
    if (best && best->distance <= distance) continue;
    const double half =
        normal_quantile(0.5 * (1.0 + confidence)) * (exponent - 1.0) / std::sqrt(static_cast<double>(tail.size()));
    best = Tail{exponent, values[i], {exponent - half, exponent + half}, distance, tail.size()};
  }
  return best;
}

}  // namespace pillardd
