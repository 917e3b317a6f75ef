// Moments and fields from harmonic polynomials B_n to spherical ones and back (docs/theory/far-field.md, eq. 17), once
// for each SIMD target, and the gauge of moments (eq. 22-24).
#include "ddd/elasticity/far_basis.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_expansion.hpp"
#include "ddd/elasticity/far_spherical.hpp"
#include "ddd/elasticity/field_terms.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/far_basis.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, row_lanes>;
using Lanes = hn::Vec<Tag>;

void ToSpherical(std::size_t degree, float* moments, float* squares) {
  const Tag d;
  const SphericalTable& table = spherical_terms();
  const std::size_t rows = harmonics(degree);
  HWY_ALIGN float out[row_lanes * (2 * most_moment + 1)];
  float s_out[2 * most_moment + 1];
  float* const s = moments + row_lanes * rows;
  for (std::size_t l = 0; l <= degree; ++l) {
    const std::size_t first = l * l, count = 2 * l + 1;
    Lanes square = hn::Zero(d);
    for (std::size_t row = 0; row < count; ++row) {
      const SphericalTerm *t = table.terms.data() + table.first[first + row],
                          *end = table.terms.data() + table.first[first + row + 1];
      s_out[row] = 0.0F;
      for (const SphericalTerm* k = t; k != end; ++k) s_out[row] += k->factor * s[k->harmonic];
      for (std::size_t lane = 0; lane < row_lanes; lane += hn::Lanes(d)) {
        Lanes sum = hn::Zero(d);
        for (const SphericalTerm* k = t; k != end; ++k)
          sum = hn::MulAdd(hn::Set(d, k->factor), hn::Load(d, moments + row_lanes * k->harmonic + lane), sum);
        hn::Store(sum, d, out + row_lanes * row + lane);
        square = hn::MulAdd(sum, sum, square);
      }
    }
    squares[l] = hn::GetLane(hn::SumOfLanes(d, square));
    std::copy(out, out + row_lanes * count, moments + row_lanes * first);
    std::copy(s_out, s_out + count, s + first);
  }
}

void AddSpherical(const float* field, std::size_t degree, float* to) {
  const Tag d;
  const SphericalTable& table = spherical_terms();
  const std::size_t rows = harmonics(degree);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::uint32_t k = table.first[row]; k < table.first[row + 1]; ++k) {
      const SphericalTerm t = table.terms[k];
      to[row_lanes * rows + t.harmonic] += t.factor * field[row_lanes * rows + row];
      for (std::size_t lane = 0; lane < row_lanes; lane += hn::Lanes(d)) {
        float* const at = to + row_lanes * t.harmonic + lane;
        hn::Store(hn::MulAdd(hn::Set(d, t.factor), hn::Load(d, field + row_lanes * row + lane), hn::Load(d, at)), d,
                  at);
      }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(ToSpherical);
HWY_EXPORT(AddSpherical);

namespace {

using namespace detail;

/// Square roots of eq. 23 and 24, of l, m at l^2 + m.
struct GaugeFactors {
  std::array<float, harmonics(most_moment)> up{}, up_up{}, down{}, down_down{}, s{};

  GaugeFactors() {
    const auto root = [](std::size_t above, std::size_t below) {
      return static_cast<float>(std::sqrt(static_cast<double>(above) / static_cast<double>(below)));
    };
    for (std::size_t l = 1; l <= most_moment; ++l)
      for (std::size_t m = 0; m <= l; ++m) {
        const std::size_t at = l * l + m, less = l - m, sum = l + m;
        if (m < l) up[at] = root(sum + 1, less);
        if (m + 1 < l) up_up[at] = root((sum + 1) * (sum + 2), (less - 1) * less);
        down[at] = root(less + 1, sum);
        if (m > 0) down_down[at] = root((less + 1) * (less + 2), (sum - 1) * sum);
        s[at] = root(less, sum);
      }
  }
};

/// Adds to a number of the rows of degree l and order m the cosines and sines; of order 0 those count by sqrt 2.
void add(float* q, std::size_t l, std::size_t m, std::size_t number, float cosine, float sine) {
  if (m == 0) {
    q[row_lanes * cosine_row(l, 0) + number] += std::sqrt(2.0F) * cosine;
    return;
  }
  q[row_lanes * cosine_row(l, m) + number] += cosine;
  q[row_lanes * sine_row(l, m) + number] += sine;
}

/// Adds to xx - yy, and to yx and xy alike, what a second derivative across z brings to order `to`.
void add_across(float* q, std::size_t l, std::size_t to, float cosine, float sine, float turn) {
  add(q, l, to, xx_yy, cosine, turn * sine);
  for (const std::size_t number : {yx, xy}) add(q, l, to, number, 0.5F * sine, -0.5F * turn * cosine);
}

/// Of D = xx + yy - 2 zz the moments of degree l and order m <= l - 2: P_mb + d_m d_b psi (eq. 23).
void add_gradient(const GaugeFactors& factors, std::size_t l, std::size_t m, float cosine, float sine, float* q) {
  const std::size_t at = l * l + m;
  const float part = (m == 0 ? std::sqrt(0.5F) : 0.5F) / 3.0F;
  const float up = part * factors.up[at], up_up = part * factors.up_up[at];
  for (const std::size_t number : {zx, xz}) add(q, l, m + 1, number, up * cosine, up * sine);
  for (const std::size_t number : {zy, yz}) add(q, l, m + 1, number, -up * sine, up * cosine);
  add(q, l, m + 2, xx_yy, up_up * cosine, up_up * sine);
  for (const std::size_t number : {yx, xy})
    add(q, l, m + 2, number, -0.5F * up_up * sine, 0.5F * up_up * cosine);
  if (m == 0) return;
  const float down = part * factors.down[at], down_down = part * factors.down_down[at];
  for (const std::size_t number : {zx, xz}) add(q, l, m - 1, number, -down * cosine, -down * sine);
  for (const std::size_t number : {zy, yz}) add(q, l, m - 1, number, -down * sine, down * cosine);
  if (m == 1)
    add_across(q, l, 1, -down_down * cosine, -down_down * sine, -1.0F);
  else
    add_across(q, l, m - 2, down_down * cosine, down_down * sine, 1.0F);
}

/// The last two orders: P_mb + d_m chi_b and (x - c).curl chi (eq. 24).
void add_gauge(const GaugeFactors& factors, std::size_t l, std::size_t m, float cosine, float sine, float u_factor,
               float* q, float* s) {
  if (m == 0) {  // l = 1
    add(q, 1, 1, xz, 0.5F * cosine, 0.0F);
    add(q, 1, 1, yz, 0.0F, 0.5F * cosine);
    return;
  }
  const std::size_t at = l * l + m;
  const float down = factors.down[at], down_down = factors.down_down[at];
  add(q, l, m - 1, zx, -down * cosine, -down * sine);
  add(q, l, m - 1, zy, -down * sine, down * cosine);
  add(q, l, m, yx, 0.5F * sine, -0.5F * cosine);
  add(q, l, m, xy, -0.5F * sine, 0.5F * cosine);
  if (m == 1)
    add_across(q, l, 1, -down_down * cosine, -down_down * sine, -1.0F);
  else
    add_across(q, l, m - 2, down_down * cosine, down_down * sine, 1.0F);
  if (m == l) return;
  s[cosine_row(l - 1, m)] += factors.s[at] * u_factor * sine;
  s[sine_row(l - 1, m)] -= factors.s[at] * u_factor * cosine;
}

/// from_origin.V of a row.
float lever(const float* from_origin, const float* row, float u_factor) {
  const RowVector u = row_vector(row, u_factor);
  return from_origin[0] * u.x + from_origin[1] * u.y + from_origin[2] * u.z;
}

}  // namespace

SphericalMoments to_spherical(std::size_t degree, const float* from_origin, float u_factor, float* moments) {
  static const GaugeFactors factors;
  SphericalMoments out{};
  HWY_DYNAMIC_DISPATCH(ToSpherical)(degree, moments, out.squares.data());
  const std::size_t rows = harmonics(degree);
  float* const s = moments + row_lanes * rows;
  std::array<float, harmonics(most_moment)> gone{};
  for (std::size_t n = 0; n < rows; ++n) {
    const float* const row = moments + row_lanes * n;
    gone[n] = row[xx_yy] + 2.0F * row[yy_zz];
    s[n] -= lever(from_origin, row, u_factor);
  }
  out.charge = gone[0];
  for (std::size_t l = 1; l <= degree; ++l)
    for (std::size_t m = 0; m <= l; ++m) {
      const float cosine = gone[cosine_row(l, m)], sine = m == 0 ? 0.0F : gone[sine_row(l, m)];
      if (m + 2 <= l)
        add_gradient(factors, l, m, cosine, sine, moments);
      else
        add_gauge(factors, l, m, cosine, sine, u_factor, moments, s);
    }
  for (std::size_t n = 0; n < rows; ++n) {
    float* const row = moments + row_lanes * n;
    row[of_s] = s[n] + lever(from_origin, row, u_factor);
  }
  return out;
}

void add_spherical(const float* field, std::size_t degree, float* to) {
  HWY_DYNAMIC_DISPATCH(AddSpherical)(field, degree, to);
}

}  // namespace pillardd
#endif
