// Transforms of the surface grid. Oracle: the sums themselves. Scale: the largest value.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <type_traits>

#include "boundaries/fft2.hpp"

using namespace pillardd;

namespace {

using Complex = std::complex<double>;

double value(int i, int j, int salt) {
  return std::sin(1.7 * i + 0.3 * i * j + 2.9 * j + salt);
}

}  // namespace

TEST_CASE_TEMPLATE("transforms of lengths with factors 2, 3, 4 and 5: forward by the sum, and back", Real, double,
                   float) {
  // Of the largest value that a transform may have, and of one's own size there and back.
  const double rounding = std::is_same_v<Real, double> ? 1e-11 : 1e-7,
               of_one = std::is_same_v<Real, double> ? 1e-13 : 1e-6;
  for (const auto& [around, along] : {std::pair{16, 18}, {30, 20}, {50, 24}}) {
    const Fft2<Real> fft(around, along);
    ComplexRows<Real> rows, room;
    rows.assign(fft.fields());
    for (int j = 0; j < along; ++j)
      for (int i = 0; i < around; ++i) {
        rows.re[fft.point(i, j)] = static_cast<Real>(value(i, j, 0));
        rows.im[fft.point(i, j)] = static_cast<Real>(value(i, j, 5));
      }
    fft.forward(rows, room);
    double worst = 0.0;
    for (const int n : {0, 1, 7, around - 1})
      for (const int q : {0, 1, 5, along - 1}) {
        Complex sum = 0.0;
        for (int j = 0; j < along; ++j)
          for (int i = 0; i < around; ++i)
            sum += Complex(value(i, j, 0), value(i, j, 5)) *
                   std::polar(1.0, -2.0 * std::numbers::pi *
                                       (static_cast<double>(n * i) / around + static_cast<double>(q * j) / along));
        const std::size_t m = fft.mode(n, q);
        worst =
            std::max(worst, std::abs(sum - Complex(static_cast<double>(rows.re[m]), static_cast<double>(rows.im[m]))));
      }
    CHECK(worst < rounding * around * along);
    fft.inverse(rows, room);
    double back = 0.0;
    for (int j = 0; j < along; ++j)
      for (int i = 0; i < around; ++i) {
        const std::size_t p = fft.point(i, j);
        back = std::max(back, std::abs(Complex(static_cast<double>(rows.re[p]), static_cast<double>(rows.im[p])) /
                                           double(around * along) -
                                       Complex(value(i, j, 0), value(i, j, 5))));
      }
    CHECK(back < of_one);
  }
}
