#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ddd/elasticity/far_harmonics.hpp"

namespace pillardd {

/// Real solid harmonics Y_lm (docs/theory/far-field.md, eq. 17-21), in which a turn about z takes cosines and sines of
/// one order and a shift along z keeps the order. Rows of degree l: cosines of m = 0 ... l, sines of m = 1 ... l.
constexpr std::size_t cosine_row(std::size_t l, std::size_t m) {
  return l * l + m;
}
constexpr std::size_t sine_row(std::size_t l, std::size_t m) {
  return l * l + l + m;
}

/// Fields and moments have rows up to these degrees, where the two degrees add up to no more than `total`.
constexpr std::size_t field_degree(std::size_t total) {
  return (4 * total + 4) / 5;
}
constexpr std::size_t moment_degree(std::size_t total) {
  return 2 * total / 3;
}
inline constexpr std::size_t most_field = field_degree(most_degree), most_moment = moment_degree(most_degree);

/// Orders 0 ... of degree l, of either, that have a partner.
constexpr std::size_t orders(std::size_t l, std::size_t total) {
  return std::min(l, total - l);
}

/// Y_lm = sum of factor times B_n, n of the same degree.
struct SphericalTerm {
  std::uint16_t harmonic;
  float factor;
};
/// Of row r of Y: terms first[r] to first[r + 1].
struct SphericalTable {
  std::vector<SphericalTerm> terms;
  std::vector<std::uint32_t> first;
};
const SphericalTable& spherical_terms();

/// Y_lm of a vector turned about y by -theta is sum over m' of D_mm' Y_lm', cosines and sines apart. D_mm' is a sum of
/// turn_count terms in cos k theta (m + m' even) or sin k theta (odd), k = turn_first, turn_first + 2, ...
constexpr std::size_t turn_first(std::size_t l, bool sines) {
  return (l + (sines ? 1 : 0)) % 2;
}
constexpr std::size_t turn_count(std::size_t l, bool sines) {
  return (l - (sines ? 1 : 0)) / 2 + 1;
}
/// Factors of these terms; rows m (from 0, of sines from 1, up to orders(l, most_degree)), columns m' up to l.
const float* turn_factors(std::size_t l, bool sines);

/// 1/|d z + x + w| = sum of factor times Y_nm(x) Y_lm(w) / d^(n+l+1), m up to either, cosines and sines alike: those
/// of a total, by m, l (of moments), n.
const float* axial_factors(std::size_t total);

/// Multiply-adds of a row in the turns of degree l, one way.
constexpr std::size_t turn_products(std::size_t l, std::size_t total) {
  const std::size_t m = orders(l, total);
  return 4 * l + (m + 1) * (l + 1) + m * l;
}
/// ... in one translation of a total: four turns and the shift.
constexpr std::size_t count_products(std::size_t total) {
  std::size_t sum = 0;
  for (std::size_t n = 0; n <= field_degree(total); ++n) {
    sum += turn_products(n, total);
    for (std::size_t l = 0; l <= std::min(moment_degree(total), total - n); ++l) sum += 2 * std::min(n, l) + 1;
  }
  for (std::size_t l = 0; l <= moment_degree(total); ++l) sum += turn_products(l, total);
  return sum;
}
inline constexpr std::array<std::size_t, most_degree + 1> products = [] {
  std::array<std::size_t, most_degree + 1> out{};
  for (std::size_t total = 0; total <= most_degree; ++total) out[total] = count_products(total);
  return out;
}();

}  // namespace pillardd
