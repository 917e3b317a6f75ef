#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pillardd {

/// Harmonic polynomials B_n (docs/theory/far-field.md, eq. 16). n = (i, j, k) are
/// the powers of x, y, z; k = 0, 1 serve for all polynomials, since second derivatives along z are those along x and y.
/// Rows are listed by degree N = i + j + k, then by k, then by j: those up to a degree come first.
inline constexpr std::size_t least_degree = 3, most_degree = 12;

/// Polynomials up to a degree: 2N + 1 of each.
constexpr std::size_t harmonics(std::size_t degree) {
  return (degree + 1) * (degree + 1);
}
/// k = 0: j = 0 ... N, k = 1: j = 0 ... N - 1.
constexpr std::size_t harmonic_row(std::size_t degree, std::size_t k, std::size_t j) {
  return degree * degree + k * (degree + 1) + j;
}

/// B_n(y + s) = sum of +-B_j(y) B_k(s): eq. 18. A term of the row it adds to, by ascending source; `factor` is k, of a
/// negative sign k + harmonics(most_degree).
struct ShiftTerm {
  std::uint16_t source, factor;
};
/// Of row r: terms first[r] to first[r + 1].
struct ShiftTable {
  std::vector<ShiftTerm> terms;
  std::vector<std::uint32_t> first;
};
/// Rows n from sources j: moments about another centre.
const ShiftTable& moment_shifts();
/// Rows j from sources n: a field around another centre.
const ShiftTable& field_shifts();

}  // namespace pillardd
