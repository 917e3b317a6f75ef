#pragma once
#include <cstddef>

#include "ddd/elasticity/far_expansion.hpp"

namespace pillardd::detail {

/// Numbers of a row. The last is S instead in moments about Y_lm and in fields (far_basis.hpp).
enum : std::size_t { zx, yx, xy, zy, yz, xz, xx_yy, yy_zz, of_s = yy_zz };

/// u of a row: of V where the row is one of moments or of a field.
struct RowVector {
  float x, y, z;
};
inline RowVector row_vector(const float* q, float factor) {
  return {factor * (q[yz] - q[zy]), factor * (q[zx] - q[xz]), factor * (q[xy] - q[yx])};
}

/// Rows of a field for powers 0 to 2 of z: two along z are the negative of two along x and two along y.
struct FieldRows {
  const float *q, *s;                ///< of k = 0, 1; S about the field's own centre
  const float *second_q, *second_s;  ///< of k = 2, where degree - 2 has k = 0

  const float* of_q(std::size_t degree, std::size_t k, std::size_t j) const {
    return k < 2 ? q + row_lanes * harmonic_row(degree, k, j) : second_q + row_lanes * harmonic_row(degree - 2, 0, j);
  }
  float of_s(std::size_t degree, std::size_t k, std::size_t j) const {
    return k < 2 ? s[harmonic_row(degree, k, j)] : second_s[harmonic_row(degree - 2, 0, j)];
  }
};

/// What a harmonic polynomial B_n brings to the stress, times 1 and times x, y, z: coefficients of eq. 20.
struct StressTerms {
  float plain[stress_rows];
  float with[3][stress_rows - 1];  ///< xx, yy, xy, yz, xz; zz is -xx - yy
};

/// First derivatives of V and of the potentials of q: those along x, y, z are the rows gx, gy, gz.
inline void add_first(const float* gx, const float* gy, const float* gz, float factor, StressTerms& t) {
  const RowVector x = row_vector(gx, factor), y = row_vector(gy, factor), z = row_vector(gz, factor);
  const float twice_div = 2.0F * (x.x + y.y + z.z), zz_xx = -gy[xx_yy] - gy[yy_zz];
  t.plain[0] = 2.0F * x.x - twice_div - 4.0F * (gy[zx] - gz[yx]);
  t.plain[1] = 2.0F * y.y - twice_div - 4.0F * (gz[xy] - gx[zy]);
  t.plain[2] = 2.0F * z.z - twice_div - 4.0F * (gx[yz] - gy[xz]);
  t.plain[3] = x.y + y.x - 2.0F * (gz[xx_yy] + gy[zy] - gx[zx]);
  t.plain[4] = y.z + z.y - 2.0F * (gx[yy_zz] + gz[xz] - gy[xy]);
  t.plain[5] = x.z + z.x - 2.0F * (zz_xx + gx[yx] - gz[yz]);
}

/// Second derivatives of V, with x, y, z, and of S.
inline void add_second(const FieldRows& rows, std::size_t n, std::size_t k, std::size_t j, float factor,
                       StressTerms& t) {
  const std::size_t z_power[5] = {k, k, k, k + 1, k + 1}, y_power[5] = {j, j + 2, j + 1, j + 1, j};
  constexpr std::size_t to[5] = {0, 1, 3, 4, 5};
  for (std::size_t c = 0; c < 5; ++c) {
    const float s = rows.of_s(n + 2, z_power[c], y_power[c]);
    t.plain[to[c]] -= s;
    if (c < 2) t.plain[2] += s;
    const RowVector u = row_vector(rows.of_q(n + 2, z_power[c], y_power[c]), factor);
    t.with[0][c] = u.x;
    t.with[1][c] = u.y;
    t.with[2][c] = u.z;
  }
}

/// Terms of all polynomials of a field: harmonics(degree - 1) of them, the last degree without `with`.
inline void stress_terms(const float* field, const float* from_origin, float factor, std::size_t degree,
                         StressTerms* terms) {
  const std::size_t count = harmonics(degree);
  float q[row_lanes * harmonics(most_degree)], s[harmonics(most_degree)];
  float second_q[row_lanes * harmonics(most_degree)], second_s[harmonics(most_degree)];
  for (std::size_t n = 0; n < count; ++n) {
    const float* const from = field + row_lanes * n;
    const RowVector u = row_vector(from, factor);
    s[n] = from[of_s] - (from_origin[0] * u.x + from_origin[1] * u.y + from_origin[2] * u.z);
    for (std::size_t l = 0; l < row_lanes; ++l) q[row_lanes * n + l] = from[l];
    q[row_lanes * n + yy_zz] = 0.5F * (field[row_lanes * count + n] - from[xx_yy]);
  }
  for (std::size_t n = 2; n <= degree; ++n)
    for (std::size_t j = 0; j + 2 <= n; ++j) {
      const std::size_t one = harmonic_row(n, 0, j), to = harmonic_row(n - 2, 0, j);
      second_s[to] = -(s[one] + s[one + 2]);
      for (std::size_t l = 0; l < row_lanes; ++l)
        second_q[row_lanes * to + l] = -(q[row_lanes * one + l] + q[row_lanes * (one + 2) + l]);
    }
  const FieldRows rows{q, s, second_q, second_s};
  for (std::size_t n = 0; n < degree; ++n)
    for (std::size_t k = 0; k <= 1 && k <= n; ++k)
      for (std::size_t j = 0; j + k <= n; ++j) {
        StressTerms& t = terms[harmonic_row(n, k, j)];
        add_first(rows.of_q(n + 1, k, j), rows.of_q(n + 1, k, j + 1), rows.of_q(n + 1, k + 1, j), factor, t);
        if (n + 2 <= degree) add_second(rows, n, k, j, factor, t);
      }
}

}  // namespace pillardd::detail
