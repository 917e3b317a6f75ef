#include "ddd/elasticity/far_spherical.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace pillardd {
namespace {

double factorial(std::size_t n) {
  return std::tgamma(static_cast<double>(n) + 1.0);
}

/// Coefficients of x^(N-j) y^j, N = m + 2 s, of the real or imaginary part of (x + i y)^m times (x^2 + y^2)^s.
std::vector<double> plane_part(std::size_t m, std::size_t s, bool imaginary) {
  std::vector<double> out(m + 2 * s + 1, 0.0);
  for (std::size_t j = 0; j <= m; ++j) {
    if ((j % 2 == 1) != imaginary) continue;
    const double sign = j % 4 < 2 ? 1.0 : -1.0;
    const double binomial = factorial(m) / (factorial(j) * factorial(m - j));
    for (std::size_t t = 0; t <= s; ++t)
      out[j + 2 * t] += sign * binomial * factorial(s) / (factorial(t) * factorial(s - t));
  }
  return out;
}

/// The factor of B_n is the derivative of Y by n at 0: the coefficient of x^i y^j z^k, k = 0 or 1, times i! j!.
void add_terms(std::size_t l, std::size_t m, bool sine, std::vector<SphericalTerm>& terms) {
  const std::size_t k = (l - m) % 2, s = (l - m - k) / 2;
  const double norm = std::sqrt((m > 0 ? 2.0 : 1.0) * factorial(l - m) / factorial(l + m));
  const double along = (s % 2 == 0 ? 1.0 : -1.0) * factorial(2 * (l - s)) /
                       (std::ldexp(1.0, static_cast<int>(l)) * factorial(s) * factorial(l - s));
  const std::vector<double> plane = plane_part(m, s, sine);
  for (std::size_t j = 0; j < plane.size(); ++j) {
    if (plane[j] == 0.0) continue;
    const double factor = norm * along * plane[j] * factorial(l - k - j) * factorial(j);
    terms.push_back({static_cast<std::uint16_t>(harmonic_row(l, k, j)), static_cast<float>(factor)});
  }
}

SphericalTable spherical_table() {
  SphericalTable out;
  for (std::size_t l = 0; l <= most_field; ++l)
    for (std::size_t row = 0; row <= 2 * l; ++row) {
      out.first.push_back(static_cast<std::uint32_t>(out.terms.size()));
      add_terms(l, row <= l ? row : row - l, row > l, out.terms);
    }
  out.first.push_back(static_cast<std::uint32_t>(out.terms.size()));
  return out;
}

constexpr std::size_t most_side = most_field + 1;
using Turn = std::array<std::array<double, most_side>, most_side>;

/// Of rows and columns up to l.
Turn product(const Turn& a, const Turn& b, std::size_t l) {
  Turn out{};
  for (std::size_t i = 0; i <= l; ++i)
    for (std::size_t k = 0; k <= l; ++k)
      for (std::size_t j = 0; j <= l; ++j) out[i][j] += a[i][k] * b[k][j];
  return out;
}

/// D of an angle: the exponential of the angle times the generator x d/dz - z d/dx, whose only entries are between
/// neighbours m, m + 1: +-sqrt((l - m)(l + m + 1))/2, sqrt 2 of it for m = 0. By its series for a 64th of the angle, for
/// the whole terms of up to (l pi)^k/k! would cancel.
Turn turn(std::size_t l, bool sines, double angle) {
  constexpr int halved = 6, terms = 12;
  const std::size_t low = sines ? 1 : 0;
  Turn generator{}, sum{}, term{};
  for (std::size_t m = low; m <= l; ++m) {
    sum[m][m] = term[m][m] = 1.0;
    if (m == l) continue;
    generator[m][m + 1] = 0.5 * std::sqrt((m == 0 ? 2.0 : 1.0) * static_cast<double>((l - m) * (l + m + 1)));
    generator[m + 1][m] = -generator[m][m + 1];
  }
  for (int power = 1; power <= terms; ++power) {
    term = product(generator, term, l);
    for (std::size_t m = 0; m <= l; ++m)
      for (std::size_t c = 0; c <= l; ++c) {
        term[m][c] *= std::ldexp(angle, -halved) / power;
        sum[m][c] += term[m][c];
      }
  }
  for (int k = 0; k < halved; ++k) sum = product(sum, sum, l);
  return sum;
}

/// Fourier coefficients from samples on a circle.
std::vector<float> turn_table(std::size_t l, bool sines) {
  constexpr std::size_t samples = 4 * most_side;
  std::vector<Turn> at;
  const auto angle = [&](std::size_t s) {
    return 2.0 * std::numbers::pi * (static_cast<double>(s) / samples - (2 * s > samples ? 1.0 : 0.0));
  };
  for (std::size_t s = 0; s < samples; ++s) at.push_back(turn(l, sines, angle(s)));
  const std::size_t low = sines ? 1 : 0;
  std::vector<float> out;
  for (std::size_t m = low; m <= orders(l, most_degree); ++m)
    for (std::size_t c = low; c <= l; ++c)
      for (std::size_t k = turn_first(l, sines); k <= l - low; k += 2) {
        double sum = 0.0;
        for (std::size_t s = 0; s < samples; ++s) {
          const double phase = static_cast<double>(k) * angle(s);
          sum += at[s][m][c] * ((m + c) % 2 == 0 ? std::cos(phase) : std::sin(phase));
        }
        out.push_back(static_cast<float>(sum * (k == 0 ? 1.0 : 2.0) / samples));
      }
  return out;
}

std::vector<float> axial_table(std::size_t total) {
  std::vector<float> out;
  for (std::size_t m = 0; 2 * m <= total; ++m)
    for (std::size_t l = m; l <= std::min(moment_degree(total), total - m); ++l)
      for (std::size_t n = m; n <= std::min(field_degree(total), total - l); ++n) {
        const double root = std::sqrt(factorial(n - m) * factorial(n + m) * factorial(l - m) * factorial(l + m));
        const double sign = (n + l + m) % 2 == 0 ? 1.0 : -1.0;
        out.push_back(static_cast<float>(sign * factorial(n + l) / root));
      }
  return out;
}

}  // namespace

const SphericalTable& spherical_terms() {
  static const SphericalTable only = spherical_table();
  return only;
}

const float* turn_factors(std::size_t l, bool sines) {
  static const std::vector<std::vector<float>> only = [] {
    std::vector<std::vector<float>> out;
    for (std::size_t degree = 0; degree <= most_field; ++degree)
      for (const bool of_sines : {false, true})
        out.push_back(of_sines && degree == 0 ? std::vector<float>() : turn_table(degree, of_sines));
    return out;
  }();
  return only[2 * l + (sines ? 1 : 0)].data();
}

const float* axial_factors(std::size_t total) {
  static const std::vector<std::vector<float>> only = [] {
    std::vector<std::vector<float>> out;
    for (std::size_t of = 0; of <= most_degree; ++of) out.push_back(axial_table(of));
    return out;
  }();
  return only[total].data();
}

}  // namespace pillardd
