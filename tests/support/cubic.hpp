#pragma once
#include <array>
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// The 48 signed permutation matrices: the operations of the cube, improper ones with them.
inline std::vector<Matrix3> cubic_operations() {
  const std::array<std::array<int, 3>, 6> permutations{
      {{{0, 1, 2}}, {{0, 2, 1}}, {{1, 0, 2}}, {{1, 2, 0}}, {{2, 0, 1}}, {{2, 1, 0}}}};
  std::vector<Matrix3> out;
  for (const auto& p : permutations)
    for (int signs = 0; signs < 8; ++signs) {
      Matrix3 m = Matrix3::Zero();
      for (int i = 0; i < 3; ++i) m(i, p[static_cast<std::size_t>(i)]) = (signs >> i & 1) != 0 ? -1 : 1;
      out.push_back(m);
    }
  return out;
}

}  // namespace pillardd
