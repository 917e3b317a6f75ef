#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/quadrature.hpp"

using pillardd::detail::GaussRule;

namespace {

/// Largest error of the integrals of x^k over [-1, 1], k < 2N, where the rule is exact.
template <int N>
double moment_error() {
  const GaussRule<N> rule;
  double worst = 0.0;
  for (int k = 0; k < 2 * N; ++k) {
    double sum = 0.0;
    for (int i = 0; i < N; ++i) sum += rule.weight[i] * std::pow(rule.node[i], k);
    worst = std::max(worst, std::abs(sum - (k % 2 == 0 ? 2.0 / (k + 1) : 0.0)));
  }
  return worst;
}

}  // namespace

TEST_CASE("Gauss-Legendre rules integrate polynomials of degree 2N-1") {
  CHECK(moment_error<4>() < 4e-15);
  CHECK(moment_error<6>() < 4e-15);
  CHECK(moment_error<8>() < 4e-15);
  CHECK(moment_error<10>() < 4e-15);
  CHECK(moment_error<12>() < 4e-15);
}

// Divided as any other panel it would be, a function that is nowhere a number takes 2^40 panels.
TEST_CASE("adaptive quadrature: NaN is the result, not divided") {
  const auto nowhere = [](double) { return std::array<double, 1>{std::nan("")}; };
  CHECK(std::isnan(pillardd::detail::integrate<1>(nowhere, 0.0, 1.0, 1e-5).value[0]));
  const auto root = [](double x) { return std::array<double, 1>{std::sqrt(x)}; };
  CHECK(pillardd::detail::integrate<1>(root, 0.0, 1.0, 1e-9).value[0] == doctest::Approx(2.0 / 3.0).epsilon(1e-8));
}
