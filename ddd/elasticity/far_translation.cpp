// Moments of cells to fields around others (docs/theory/far-field.md, eq. 17-21), once for each SIMD target: the axes
// are turned until the centres lie along z, where the orders part, and turned back.
#include "ddd/elasticity/far_translation.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_expansion.hpp"
#include "ddd/elasticity/far_spherical.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/far_translation.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
/// Translations done side by side. Lanes are these, or the eight numbers of a row.
constexpr std::size_t together = 8;
using Tag = hn::CappedTag<float, together>;
using Lanes = hn::Vec<Tag>;
static_assert(row_lanes == together);

constexpr std::size_t most_rows = harmonics(most_each), most_order = most_degree / 2;

constexpr std::size_t turn_numbers() {
  std::size_t sum = 0;
  for (std::size_t l = 0; l <= most_each; ++l)
    sum += (orders(l, most_degree) + 1) * (l + 1) + orders(l, most_degree) * l;
  return sum;
}
constexpr std::size_t shift_numbers() {
  std::size_t sum = 0;
  for (std::size_t n = 0; n <= most_each; ++n)
    for (std::size_t l = 0; l <= std::min(most_each, most_degree - n); ++l) sum += std::min(n, l) + 1;
  return sum;
}

/// What `together` translations multiply by; number k of translation s at together k + s.
struct Numbers {
  HWY_ALIGN float cosine[together * (most_each + 1)], sine[together * (most_each + 1)];  ///< of m phi
  HWY_ALIGN float turn[together * turn_numbers()];    ///< D: by degree, cosines, sines; by m, m'
  HWY_ALIGN float shift[together * shift_numbers()];  ///< by m, n, l
};

/// cos k x, sin k x from k = 0 on.
HWY_INLINE void multiples(Lanes c, Lanes s, std::size_t lane, std::size_t most, float* cosines, float* sines) {
  const Tag d;
  Lanes ck = hn::Set(d, 1.0F), sk = hn::Zero(d);
  for (std::size_t k = 0; k <= most; ++k) {
    hn::Store(ck, d, cosines + together * k + lane);
    hn::Store(sk, d, sines + together * k + lane);
    const Lanes next = hn::NegMulAdd(sk, s, hn::Mul(ck, c));
    sk = hn::MulAdd(sk, c, hn::Mul(ck, s));
    ck = next;
  }
}

/// Of the vectors r from the sources' centres to the field's.
void set_numbers(const float (&r)[3][together], std::size_t total, Numbers& out) {
  const Tag d;
  const std::size_t each = each_degree(total);
  HWY_ALIGN float cosine[together * (most_each + 1)], sine[together * (most_each + 1)];  // of k theta
  HWY_ALIGN float power[together * (most_degree + 1)];                                   // d^-(k+1)
  for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
    const Lanes x = hn::Load(d, r[0] + lane), y = hn::Load(d, r[1] + lane), z = hn::Load(d, r[2] + lane);
    const Lanes flat2 = hn::MulAdd(x, x, hn::Mul(y, y)), square = hn::MulAdd(z, z, flat2);
    const Lanes one = hn::Set(d, 1.0F), inverse = hn::Div(one, hn::Sqrt(square));
    const auto upright = hn::Le(flat2, hn::Mul(square, hn::Set(d, 1e-24F)));
    const Lanes flat = hn::Sqrt(flat2), inverse_flat = hn::IfThenElse(upright, hn::Zero(d), hn::Div(one, flat));
    multiples(hn::IfThenElse(upright, one, hn::Mul(x, inverse_flat)), hn::Mul(y, inverse_flat), lane, each, out.cosine,
              out.sine);
    multiples(hn::Mul(z, inverse), hn::Mul(flat, inverse), lane, each, cosine, sine);
    Lanes p = inverse;
    for (std::size_t k = 0; k <= total; ++k, p = hn::Mul(p, inverse)) hn::Store(p, d, power + together * k + lane);
  }
  float* to = out.turn;
  for (std::size_t l = 0; l <= each; ++l)
    for (const bool sines : {false, true}) {
      const std::size_t low = sines ? 1 : 0, count = l >= low ? turn_count(l, sines) : 0;
      const float* factor = turn_factors(l, sines);
      for (std::size_t m = low; m <= orders(l, total); ++m)
        for (std::size_t c = low; c <= l; ++c, factor += count, to += together) {
          const float* const wave = ((m + c) % 2 == 0 ? cosine : sine) + together * turn_first(l, sines);
          for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
            Lanes sum = hn::Zero(d);
            for (std::size_t k = 0; k < count; ++k)
              sum = hn::MulAdd(hn::Set(d, factor[k]), hn::Load(d, wave + 2 * together * k + lane), sum);
            hn::Store(sum, d, to + lane);
          }
        }
    }
  to = out.shift;
  const float* factor = axial_factors(total);
  for (std::size_t m = 0; 2 * m <= total; ++m)
    for (std::size_t n = m; n <= std::min(each, total - m); ++n)
      for (std::size_t l = m; l <= std::min(each, total - n); ++l, to += together, ++factor)
        for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d))
          hn::Store(hn::Mul(hn::Set(d, *factor), hn::Load(d, power + together * (n + l) + lane)), d, to + lane);
}

/// Number k for the lanes at work: of translation `at` for all, or of the translations at + lane.
template <bool Rows>
HWY_INLINE Lanes number(const float* numbers, std::size_t k, std::size_t at) {
  if constexpr (Rows)
    return hn::Set(Tag(), numbers[together * k + at]);
  else
    return hn::Load(Tag(), numbers + together * k + at);
}

/// Turned rows, by order and degree.
struct Turned {
  static constexpr std::size_t side = most_each + 1;
  HWY_ALIGN float cosine[together * side * (most_order + 1)], sine[together * side * (most_order + 1)];

  static std::size_t at(std::size_t m, std::size_t l) { return together * (m * side + l); }
};

/// Rows of degree L, turned about z and about y.
template <std::size_t L, bool Rows>
HWY_INLINE void turn_there(const float* from, const Numbers& numbers, const float* d_cos, std::size_t at,
                           std::size_t most, Turned& to) {
  const Tag d;
  Lanes c[L + 1], s[L + 1];
  c[0] = hn::Load(d, from + together * cosine_row(L, 0));
  s[0] = hn::Zero(d);
#pragma GCC unroll 16
  for (std::size_t m = 1; m <= L; ++m) {
    const Lanes one = hn::Load(d, from + together * cosine_row(L, m)),
                two = hn::Load(d, from + together * sine_row(L, m));
    const Lanes cos = number<Rows>(numbers.cosine, m, at), sin = number<Rows>(numbers.sine, m, at);
    c[m] = hn::MulAdd(one, cos, hn::Mul(two, sin));
    s[m] = hn::NegMulAdd(one, sin, hn::Mul(two, cos));
  }
  for (std::size_t m = 0; m <= most; ++m, d_cos += together * (L + 1)) {
    Lanes sum = hn::Mul(number<Rows>(d_cos, 0, at), c[0]);
#pragma GCC unroll 16
    for (std::size_t k = 1; k <= L; ++k) sum = hn::MulAdd(number<Rows>(d_cos, k, at), c[k], sum);
    hn::Store(sum, d, to.cosine + Turned::at(m, L));
  }
  if constexpr (L > 0)
    for (std::size_t m = 1; m <= most; ++m, d_cos += together * L) {
      Lanes sum = hn::Mul(number<Rows>(d_cos, 0, at), s[1]);
#pragma GCC unroll 16
      for (std::size_t k = 2; k <= L; ++k) sum = hn::MulAdd(number<Rows>(d_cos, k - 1, at), s[k], sum);
      hn::Store(sum, d, to.sine + Turned::at(m, L));
    }
}

/// The same turns backward: added to rows of degree L.
template <std::size_t L, bool Rows>
HWY_INLINE void turn_back(const Turned& from, const Numbers& numbers, const float* d_cos, std::size_t at,
                          std::size_t most, float* to) {
  const Tag d;
  Lanes c[L + 1], s[L + 1];
#pragma GCC unroll 16
  for (std::size_t k = 0; k <= L; ++k) c[k] = s[k] = hn::Zero(d);
  for (std::size_t m = 0; m <= most; ++m, d_cos += together * (L + 1)) {
    const Lanes row = hn::Load(d, from.cosine + Turned::at(m, L));
#pragma GCC unroll 16
    for (std::size_t k = 0; k <= L; ++k) c[k] = hn::MulAdd(number<Rows>(d_cos, k, at), row, c[k]);
  }
  if constexpr (L > 0)
    for (std::size_t m = 1; m <= most; ++m, d_cos += together * L) {
      const Lanes row = hn::Load(d, from.sine + Turned::at(m, L));
#pragma GCC unroll 16
      for (std::size_t k = 1; k <= L; ++k) s[k] = hn::MulAdd(number<Rows>(d_cos, k - 1, at), row, s[k]);
    }
  float* row = to + together * cosine_row(L, 0);
  hn::Store(hn::Add(hn::Load(d, row), c[0]), d, row);
#pragma GCC unroll 16
  for (std::size_t m = 1; m <= L; ++m) {
    const Lanes cos = number<Rows>(numbers.cosine, m, at), sin = number<Rows>(numbers.sine, m, at);
    row = to + together * cosine_row(L, m);
    hn::Store(hn::MulAdd(c[m], cos, hn::NegMulAdd(s[m], sin, hn::Load(d, row))), d, row);
    row = to + together * sine_row(L, m);
    hn::Store(hn::MulAdd(s[m], cos, hn::MulAdd(c[m], sin, hn::Load(d, row))), d, row);
  }
}

/// The rows of one order: sum over l of factor (n, l) times row l, n + l <= total. Returns the numbers of the next.
template <bool Rows, bool Sines>
HWY_INLINE const float* shift_order(const Turned& from, const float* numbers, std::size_t m, std::size_t at,
                                    std::size_t total, Turned& to) {
  const Tag d;
  const std::size_t each = each_degree(total);
  for (std::size_t n = m; n <= std::min(each, total - m); ++n) {
    const std::size_t count = std::min(each, total - n) + 1 - m;
    const float *cosine = from.cosine + Turned::at(m, m), *sine = from.sine + Turned::at(m, m);
    Lanes c = hn::Zero(d), s = c;
    for (std::size_t l = 0; l < count; ++l, numbers += together) {
      const Lanes factor = number<Rows>(numbers, 0, at);
      c = hn::MulAdd(factor, hn::Load(d, cosine + together * l), c);
      if constexpr (Sines) s = hn::MulAdd(factor, hn::Load(d, sine + together * l), s);
    }
    hn::Store(c, d, to.cosine + Turned::at(m, n));
    if constexpr (Sines) hn::Store(s, d, to.sine + Turned::at(m, n));
  }
  return numbers;
}

/// Along z the orders part.
template <bool Rows>
HWY_INLINE void shift_turned(const Turned& from, const float* numbers, std::size_t at, std::size_t total, Turned& to) {
  numbers = shift_order<Rows, false>(from, numbers, 0, at, total, to);
  for (std::size_t m = 1; 2 * m <= total; ++m) numbers = shift_order<Rows, true>(from, numbers, m, at, total, to);
}

/// function(l as a constant) for l = 0 ... each.
template <std::size_t L = 0, class Function>
HWY_INLINE void each_l(std::size_t each, const Function& function) {
  function(std::integral_constant<std::size_t, L>());
  if constexpr (L < most_each)
    if (L < each) each_l<L + 1>(each, function);
}

/// Rows: of the translation `at`, lanes are the numbers of a row; else lanes are translations.
template <bool Rows>
HWY_NOINLINE void translate(const float* from, const Numbers& numbers, std::size_t at, std::size_t total, float* to) {
  const std::size_t each = each_degree(total);
  Turned there, back;
  const auto size = [&](std::size_t l) { return together * ((orders(l, total) + 1) * (l + 1) + orders(l, total) * l); };
  const float* d = numbers.turn;
  each_l(each, [&](auto l) HWY_ATTR {
    turn_there<l(), Rows>(from, numbers, d, at, orders(l(), total), there);
    d += size(l());
  });
  shift_turned<Rows>(there, numbers.shift, at, total, back);
  d = numbers.turn;
  each_l(each, [&](auto l) HWY_ATTR {
    turn_back<l(), Rows>(back, numbers, d, at, orders(l(), total), to);
    d += size(l());
  });
}

void MomentFields(const MomentRun* from, std::size_t count, std::size_t degree, float* field) {
  const Tag d;
  const std::size_t whole = harmonics(degree);
  Numbers numbers;
  HWY_ALIGN float r[3][together], s_from[together * most_rows], s_to[together * most_rows];
  std::fill(s_to, s_to + together * whole, 0.0F);
  const auto prefetch = [&](std::size_t begin) {
    for (std::size_t t = begin; t < std::min(begin + together, count); ++t)
      for (std::size_t k = 0; k < expansion_size(each_degree(from[t].total)); k += 16)
        hwy::Prefetch(from[t].moments + k);
  };
  prefetch(0);
  for (std::size_t begin = 0; begin < count; begin += together) {
    const MomentRun* const run = from + begin;
    prefetch(begin + together);
    const std::size_t here = std::min(together, count - begin), total = run[here - 1].total;
    const std::size_t rows = harmonics(each_degree(total));
    for (std::size_t t = 0; t < together; ++t)
      for (std::size_t i = 0; i < 3; ++i) r[i][t] = -run[std::min(t, here - 1)].shift[i];
    set_numbers(r, total, numbers);
    for (std::size_t t = 0; t < together; ++t)
      for (std::size_t n = 0; n < rows; ++n)
        s_from[together * n + t] = t < here ? run[t].moments[row_lanes * whole + n] : 0.0F;
    for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
      translate<false>(s_from + lane, numbers, lane, total, s_to + lane);
      for (std::size_t t = 0; t < here; ++t) translate<true>(run[t].moments + lane, numbers, t, total, field + lane);
    }
  }
  for (std::size_t n = 0; n < whole; ++n)
    for (std::size_t t = 0; t < together; ++t) field[row_lanes * whole + n] += s_to[together * n + t];
}

void ToSpherical(std::size_t degree, float* moments) {
  const Tag d;
  const SphericalTable& table = spherical_terms();
  const std::size_t rows = harmonics(degree);
  HWY_ALIGN float out[row_lanes * (2 * most_each + 1)];
  float of_s[2 * most_each + 1];
  float* const s = moments + row_lanes * rows;
  for (std::size_t l = 0; l <= degree; ++l) {
    const std::size_t first = l * l, count = 2 * l + 1;
    for (std::size_t row = 0; row < count; ++row) {
      const SphericalTerm *t = table.terms.data() + table.first[first + row],
                          *end = table.terms.data() + table.first[first + row + 1];
      of_s[row] = 0.0F;
      for (const SphericalTerm* k = t; k != end; ++k) of_s[row] += k->factor * s[k->harmonic];
      for (std::size_t lane = 0; lane < row_lanes; lane += hn::Lanes(d)) {
        Lanes sum = hn::Zero(d);
        for (const SphericalTerm* k = t; k != end; ++k)
          sum = hn::MulAdd(hn::Set(d, k->factor), hn::Load(d, moments + row_lanes * k->harmonic + lane), sum);
        hn::Store(sum, d, out + row_lanes * row + lane);
      }
    }
    std::copy(out, out + row_lanes * count, moments + row_lanes * first);
    std::copy(of_s, of_s + count, s + first);
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

HWY_EXPORT(MomentFields);
HWY_EXPORT(ToSpherical);
HWY_EXPORT(AddSpherical);

void to_spherical(std::size_t degree, float* moments) {
  HWY_DYNAMIC_DISPATCH(ToSpherical)(degree, moments);
}

void add_spherical(const float* field, std::size_t degree, float* to) {
  HWY_DYNAMIC_DISPATCH(AddSpherical)(field, degree, to);
}

void add_moment_fields(std::span<const MomentRun> from, std::size_t degree, float* field) {
  HWY_DYNAMIC_DISPATCH(MomentFields)(from.data(), from.size(), degree, field);
}

}  // namespace pillardd
#endif
