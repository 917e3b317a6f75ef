#include "ddd/elasticity/far_harmonics.hpp"

#include <algorithm>

namespace pillardd {
namespace {

struct Powers {
  std::size_t i, j, k;
};

std::size_t row_of(const Powers& n) {
  return harmonic_row(n.i + n.j + n.k, n.k, n.j);
}

template <class Function>
void each_row(const Function& function) {
  for (std::size_t degree = 0; degree <= most_degree; ++degree)
    for (std::size_t k = 0; k <= 1 && k <= degree; ++k)
      for (std::size_t j = 0; j + k <= degree; ++j) function(Powers{degree - k - j, j, k});
}

/// The derivative of B_n by the powers k: no term or one; two where z meets no z, dB_(ij0)/dz = -B_(i-2,j,1)
/// - B_(i,j-2,1). function(row of j, is the sign negative)
template <class Function>
void derive(const Powers& n, const Powers& k, const Function& function) {
  const auto add = [&](std::size_t i, std::size_t j, std::size_t z, bool negative) {
    if (i >= k.i && j >= k.j) function(row_of({i - k.i, j - k.j, z}), negative);
  };
  if (k.k <= n.k) return add(n.i, n.j, n.k - k.k, false);
  if (n.i >= 2) add(n.i - 2, n.j, 1, true);
  if (n.j >= 2) add(n.i, n.j - 2, 1, true);
}

ShiftTable table(bool of_moments) {
  std::vector<std::vector<ShiftTerm>> rows(harmonics(most_degree));
  each_row([&](const Powers& n) {
    each_row([&](const Powers& k) {
      derive(n, k, [&](std::size_t j, bool negative) {
        const std::size_t row = of_moments ? row_of(n) : j, source = of_moments ? j : row_of(n);
        const std::size_t factor = row_of(k) + (negative ? harmonics(most_degree) : 0);
        rows[row].push_back({static_cast<std::uint16_t>(source), static_cast<std::uint16_t>(factor)});
      });
    });
  });
  ShiftTable out;
  for (std::vector<ShiftTerm>& row : rows) {
    std::stable_sort(row.begin(), row.end(),
                     [](const ShiftTerm& a, const ShiftTerm& b) { return a.source < b.source; });
    out.first.push_back(static_cast<std::uint32_t>(out.terms.size()));
    out.terms.insert(out.terms.end(), row.begin(), row.end());
  }
  out.first.push_back(static_cast<std::uint32_t>(out.terms.size()));
  return out;
}

}  // namespace

const ShiftTable& moment_shifts() {
  static const ShiftTable only = table(true);
  return only;
}

const ShiftTable& field_shifts() {
  static const ShiftTable only = table(false);
  return only;
}

}  // namespace pillardd
