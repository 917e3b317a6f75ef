// Oracles: closed forms, printed tables, and samples drawn from known distributions (scale: their standard errors).
#include "ddd/study/statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "ddd/base/random.hpp"

using namespace pillardd;

namespace {

/// n values of a stream by inversion of a distribution function.
template <class Inverse>
std::vector<double> sample(std::size_t n, std::uint64_t seed, Inverse inverse) {
  const RandomStream random(seed, RandomPurpose::lines, 0);
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(inverse(random.uniform(i)));
  return out;
}

bool near(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance;
}

}  // namespace

TEST_CASE("mean, standard deviation, quantiles by hand") {
  const std::vector<double> v = {2, 4, 4, 4, 5, 5, 7, 9};
  CHECK(mean(v) == 5.0);
  CHECK(near(standard_deviation(v), std::sqrt(32.0 / 7.0), 1e-15));
  CHECK(quantile(v, 0.0) == 2.0);
  CHECK(quantile(v, 0.5) == 4.5);
  CHECK(quantile(v, 1.0) == 9.0);
  CHECK(std::isnan(mean({})));
  CHECK(std::isnan(standard_deviation(std::vector<double>{1.0})));
}

TEST_CASE("Student's t: closed forms for one and two degrees of freedom, printed tables for others") {
  for (const double t : {-3.0, -0.4, 0.0, 0.7, 5.0}) {
    CHECK(near(student_cdf(t, 1.0), 0.5 + std::atan(t) / M_PI, 1e-13));
    CHECK(near(student_cdf(t, 2.0), 0.5 * (1.0 + t / std::sqrt(2.0 + t * t)), 1e-13));
  }
  // Abramowitz and Stegun, table 26.10, three decimals.
  CHECK(near(student_quantile(0.975, 10.0), 2.228, 5e-4));
  CHECK(near(student_quantile(0.975, 4.0), 2.776, 5e-4));
  CHECK(near(student_quantile(0.995, 120.0), 2.617, 5e-4));
}

TEST_CASE("bootstrap of the mean: exact for two values, near the normal interval for many") {
  // Means of two draws from {0, 1} are 0, 1/2, 1 with weights 1/4, 1/2, 1/4: the 95 % quantiles are the ends.
  const Interval two = bootstrap_mean(std::vector<double>{0.0, 1.0}, 0.95, 4000, 1);
  CHECK(two.low == 0.0);
  CHECK(two.high == 1.0);
  const std::vector<double> v = sample(400, 5, [](double u) { return u; });
  const Interval many = bootstrap_mean(v, 0.95, 4000, 2);
  const double half = 1.959964 * standard_deviation(v) / 20.0;
  CHECK(near(many.low, mean(v) - half, 0.1 * half));
  CHECK(near(many.high, mean(v) + half, 0.1 * half));
  CHECK(bootstrap_mean(v, 0.95, 400, 2).low == bootstrap_mean(v, 0.95, 400, 2).low);
  CHECK(bootstrap_mean(v, 0.95, 400, 2).low != bootstrap_mean(v, 0.95, 400, 3).low);
  CHECK(std::isnan(bootstrap_mean(std::vector<double>{1.0}, 0.95, 400, 2).low));
}

TEST_CASE("log-log fit: exact on a power law, the textbook interval on three points") {
  const std::vector<double> x = {1, 2, 4, 8}, y = {3, 3 / std::sqrt(2.0), 1.5, 3 / std::sqrt(8.0)};
  const auto exact = fit_power_law(x, y, 0.95);
  REQUIRE(exact);
  CHECK(near(exact->exponent, -0.5, 1e-14));
  CHECK(near(exact->prefactor, 3.0, 1e-13));
  CHECK(near(exact->interval.high - exact->interval.low, 0.0, 1e-6));
  // ln x = 0, 1, 2 and ln y = 0, 2, 2: slope 1, residuals -1/3, 2/3, -1/3, so s.e. = sqrt(2/3/1/2) = 1/sqrt(3).
  const std::vector<double> u = {1, std::exp(1.0), std::exp(2.0)}, v = {1, std::exp(2.0), std::exp(2.0)};
  const auto three = fit_power_law(u, v, 0.95);
  REQUIRE(three);
  CHECK(three->n == 3);
  CHECK(near(three->exponent, 1.0, 1e-14));
  const double t = std::tan(M_PI * 0.475);  // quantile of the Cauchy distribution
  CHECK(near(three->interval.high, 1.0 + t / std::sqrt(3.0), 1e-9));
  CHECK_FALSE(fit_power_law(std::vector<double>{2, 2}, std::vector<double>{1, 3}, 0.95));
  CHECK(fit_power_law(std::vector<double>{1, 2, 3}, std::vector<double>{1, unset, 3}, 0.95)->n == 2);
}

TEST_CASE("tail exponent: by hand, and on samples of a known law") {
  CHECK(near(tail_exponent(std::vector<double>{1.0, std::exp(1.0), std::exp(2.0)}, 1.0), 2.0, 1e-14));
  // p(x) ~ x^-2.5 above 1 by inversion; the standard error of the exponent is 1.5/sqrt(n).
  const auto power = [](double u) { return std::pow(1.0 - u, -1.0 / 1.5); };
  std::vector<double> v = sample(2000, 11, power);
  const auto fit = fit_tail(v, 0.95);
  REQUIRE(fit);
  CHECK(near(fit->exponent, 2.5, 3.0 * 1.5 / std::sqrt(static_cast<double>(fit->n))));
  CHECK(near(fit->interval.high - fit->exponent,
             1.959964 * (fit->exponent - 1.0) / std::sqrt(static_cast<double>(fit->n)), 1e-6));
  CHECK(fit->distance < 1.36 / std::sqrt(static_cast<double>(fit->n)));  // 5 % bound of Kolmogorov and Smirnov
  // A body that is uniform below 1 is cut off.
  for (const double u : sample(2000, 12, [](double w) { return w; })) v.push_back(u);
  const auto cut = fit_tail(v, 0.95);
  REQUIRE(cut);
  CHECK(cut->x_min > 0.8);
  CHECK(near(cut->exponent, 2.5, 3.0 * 1.5 / std::sqrt(static_cast<double>(cut->n))));
  CHECK_FALSE(fit_tail(std::vector<double>(50, 1.0), 0.95));
  CHECK_FALSE(fit_tail(sample(9, 1, power), 0.95));
}
