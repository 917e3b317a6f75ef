#pragma once
#include <array>
#include <cstddef>

#include "ddd/elasticity/far_harmonics.hpp"

namespace pillardd {

/// What moments about Y_lm have besides their rows.
struct SphericalMoments {
  std::array<float, most_degree + 1> squares;  ///< of each degree, before the gauge, the sum over its rows of eight
  float charge;                                ///< moment of degree 0 of xx + yy - 2 zz
};

/// Rows of moments about B_n to moments about Y_lm, in place, up to `degree` (docs/theory/far-field.md, eq. 17), then
/// by the gauge of eq. 22-24 to ones without xx + yy - 2 zz but for its charge: S takes the place of a row's last
/// number. from_origin: of the moments' centre from the origin of S [units].
SphericalMoments to_spherical(std::size_t degree, const float* from_origin, float u_factor, float* moments);

/// Adds a field in Y_lm to one in B_n. A field has S as the last of its eight numbers and xx + yy - 2 zz, of which the
/// charges have one, after the rows.
void add_spherical(const float* field, std::size_t degree, float* to);

}  // namespace pillardd
