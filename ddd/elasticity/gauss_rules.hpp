#pragma once
#include <array>

namespace pillardd::detail {

/// Gauss-Legendre rule on [-1, 1], computed by the compiler: Newton with the roots found so far divided out.
template <int N>
struct GaussRule {
  std::array<double, N> node{}, weight{};

  constexpr GaussRule() {
    for (int k = 0; k < N; ++k) {
      double x = 1.0;
      for (int sweep = 0; sweep < 60; ++sweep) {
        const Value p = legendre(x);
        double slope = p.slope;
        for (int j = 0; j < k; ++j) slope -= p.value / (x - node[j]);
        x -= p.value / slope;
      }
      const double slope = legendre(x).slope;
      node[k] = x;
      weight[k] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
  }

 private:
  struct Value {
    double value, slope;
  };
  static constexpr Value legendre(double x) {
    double before = 1.0, p = x;
    for (int n = 2; n <= N; ++n) {
      const double next = ((2 * n - 1) * x * p - (n - 1) * before) / n;
      before = p;
      p = next;
    }
    const double slope = x * x == 1.0 ? 0.5 * N * (N + 1) : N * (x * p - before) / (x * x - 1.0);
    return {p, slope};
  }
};

}  // namespace pillardd::detail
