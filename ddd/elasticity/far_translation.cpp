// Moments of cells to fields around others (docs/theory/far-field.md, eq. 17-21), once for each SIMD target: the axes
// are turned until the centres lie along z, where the orders part, and turned back.
#include "ddd/elasticity/far_translation.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <type_traits>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_expansion.hpp"
#include "ddd/elasticity/far_spherical.hpp"
#include "ddd/elasticity/field_terms.hpp"

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/far_translation.cpp"
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
/// What `together` translations multiply by; number k of translation s at together k + s.
struct Numbers {
  HWY_ALIGN float cosine[together * (most_each + 1)], sine[together * (most_each + 1)];  ///< of m phi
  HWY_ALIGN float turn[together * turn_numbers()];  ///< D d^-(l+1/2): by degree l, cosines, sines; by m, m'
  const float* shift;                               ///< of the total: the same for all; by m, n, l
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

/// function(l as a constant) for l = 0 ... each.
template <std::size_t L = 0, class Function>
HWY_INLINE void each_l(std::size_t each, const Function& function) {
  function(std::integral_constant<std::size_t, L>());
  if constexpr (L < most_each)
    if (L < each) each_l<L + 1>(each, function);
}

/// D of degree L from cos k theta and sin k theta, rows up to m = most. Returns where the next degree's begin.
template <std::size_t L, bool Sines>
HWY_INLINE float* set_turn(const float* cosine, const float* sine, std::size_t most, float* to) {
  const Tag d;
  constexpr std::size_t low = Sines ? 1 : 0, count = turn_count(L, Sines), first = turn_first(L, Sines);
  const float* factor = turn_factors(L, Sines);
  for (std::size_t m = low; m <= most; ++m)
    for (std::size_t c = low; c <= L; ++c, factor += count, to += together) {
      const float* const wave = ((m + c) % 2 == 0 ? cosine : sine) + together * first;
      for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
        Lanes sum = hn::Mul(hn::Set(d, factor[0]), hn::Load(d, wave + lane));
#pragma GCC unroll 8
        for (std::size_t k = 1; k < count; ++k)
          sum = hn::MulAdd(hn::Set(d, factor[k]), hn::Load(d, wave + 2 * together * k + lane), sum);
        hn::Store(sum, d, to + lane);
      }
    }
  return to;
}

/// scale: of the degree.
template <std::size_t L>
HWY_INLINE float* set_turns(const float* cosine, const float* sine, const float* scale, std::size_t most, float* to) {
  const Tag d;
  HWY_ALIGN float scaled[2][together * (L + 1)];
  for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
    const Lanes s = hn::Load(d, scale + lane);
#pragma GCC unroll 16
    for (std::size_t k = 0; k <= L; ++k) {
      hn::Store(hn::Mul(s, hn::Load(d, cosine + together * k + lane)), d, scaled[0] + together * k + lane);
      hn::Store(hn::Mul(s, hn::Load(d, sine + together * k + lane)), d, scaled[1] + together * k + lane);
    }
  }
  to = set_turn<L, false>(scaled[0], scaled[1], most, to);
  if constexpr (L > 0) to = set_turn<L, true>(scaled[0], scaled[1], most, to);
  return to;
}

/// Of the vectors r from the sources' centres to the field's.
void set_numbers(const float (&r)[3][together], std::size_t total, Numbers& out) {
  const Tag d;
  const std::size_t each = each_degree(total);
  HWY_ALIGN float cosine[together * (most_each + 1)], sine[together * (most_each + 1)];  // of k theta
  HWY_ALIGN float power[together * (most_each + 1)];                                     // d^-(l+1/2)
  for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
    const Lanes x = hn::Load(d, r[0] + lane), y = hn::Load(d, r[1] + lane), z = hn::Load(d, r[2] + lane);
    const Lanes flat2 = hn::MulAdd(x, x, hn::Mul(y, y)), square = hn::MulAdd(z, z, flat2);
    const Lanes one = hn::Set(d, 1.0F), inverse = hn::Div(one, hn::Sqrt(square));
    const auto upright = hn::Le(flat2, hn::Mul(square, hn::Set(d, 1e-24F)));
    const Lanes flat = hn::Sqrt(flat2), inverse_flat = hn::IfThenElse(upright, hn::Zero(d), hn::Div(one, flat));
    multiples(hn::IfThenElse(upright, one, hn::Mul(x, inverse_flat)), hn::Mul(y, inverse_flat), lane, each, out.cosine,
              out.sine);
    multiples(hn::Mul(z, inverse), hn::Mul(flat, inverse), lane, each, cosine, sine);
    Lanes p = hn::Sqrt(inverse);
    for (std::size_t l = 0; l <= each; ++l, p = hn::Mul(p, inverse)) hn::Store(p, d, power + together * l + lane);
  }
  float* to = out.turn;
  each_l(each,
         [&](auto l) HWY_ATTR { to = set_turns<l()>(cosine, sine, power + together * l(), orders(l(), total), to); });
  out.shift = axial_factors(total);
}

/// Number k for the lanes at work: of one translation for all, or of neighbours. `numbers` point to those of the first
/// one: constant distances from it take no registers.
template <bool Rows>
HWY_INLINE Lanes number(const float* numbers, std::size_t k) {
  if constexpr (Rows)
    return hn::Set(Tag(), numbers[together * k]);
  else
    return hn::Load(Tag(), numbers + together * k);
}

/// Turned rows, by order and degree.
struct Turned {
  static constexpr std::size_t side = most_each + 1;
  HWY_ALIGN float cosine[together * side * (most_order + 1)], sine[together * side * (most_order + 1)];

  static constexpr std::size_t at(std::size_t m, std::size_t l) { return together * (m * side + l); }
};

/// Of a total: where the numbers of degree L begin among those of turns, and those of order M among those of the shift.
constexpr std::size_t turns_before(std::size_t total, std::size_t degree) {
  std::size_t sum = 0;
  for (std::size_t l = 0; l < degree; ++l) sum += (orders(l, total) + 1) * (l + 1) + orders(l, total) * l;
  return sum;
}
constexpr std::size_t shift_row(std::size_t total, std::size_t m) {
  return std::min(each_degree(total), total - m);
}
constexpr std::size_t shifts_before(std::size_t total, std::size_t order) {
  std::size_t sum = 0;
  for (std::size_t m = 0; m < order; ++m)
    for (std::size_t n = m; n <= shift_row(total, m); ++n) sum += shift_row(total, n) + 1 - m;
  return sum;
}

/// `orders` sums over the N rows; two at once, for one waits for each of its products.
template <std::size_t N, bool Rows>
HWY_INLINE void turn_rows(const Lanes* rows, const float* numbers, std::size_t orders, float* to) {
  const Tag d;
  constexpr std::size_t next = Turned::at(1, 0);
  std::size_t m = 0;
  for (; m + 2 <= orders; m += 2, numbers += 2 * together * N, to += 2 * next) {
    Lanes one = hn::Mul(number<Rows>(numbers, 0), rows[0]);
    Lanes two = hn::Mul(number<Rows>(numbers, N), rows[0]);
#pragma GCC unroll 16
    for (std::size_t k = 1; k < N; ++k) {
      one = hn::MulAdd(number<Rows>(numbers, k), rows[k], one);
      two = hn::MulAdd(number<Rows>(numbers, N + k), rows[k], two);
    }
    hn::Store(one, d, to);
    hn::Store(two, d, to + next);
  }
  if (m == orders) return;
  Lanes sum = hn::Mul(number<Rows>(numbers, 0), rows[0]);
#pragma GCC unroll 16
  for (std::size_t k = 1; k < N; ++k) sum = hn::MulAdd(number<Rows>(numbers, k), rows[k], sum);
  hn::Store(sum, d, to);
}

/// Asks for rows of degree L.
template <std::size_t L>
HWY_INLINE void ask_for(const float* rows) {
  constexpr std::size_t line = 16, begin = row_lanes * L * L / line, end = row_lanes * (L + 1) * (L + 1) / line;
#pragma GCC unroll 12
  for (std::size_t k = begin; k < end; ++k) hwy::Prefetch(rows + line * k);
}

/// Rows of degree L, turned about z and about y. Those of the next translation are asked for.
template <std::size_t L, bool Rows>
HWY_NOINLINE void turn_there(const float* from, const float* next, const float* cosine, const float* sine,
                             const float* d_cos, std::size_t most, Turned& to) {
  const Tag d;
  if constexpr (Rows) ask_for<L>(next);
  Lanes c[L + 1], s[L + 1];
  c[0] = hn::Load(d, from + together * cosine_row(L, 0));
  s[0] = hn::Zero(d);
#pragma GCC unroll 16
  for (std::size_t m = 1; m <= L; ++m) {
    const Lanes one = hn::Load(d, from + together * cosine_row(L, m)),
                two = hn::Load(d, from + together * sine_row(L, m));
    const Lanes cos = number<Rows>(cosine, m), sin = number<Rows>(sine, m);
    c[m] = hn::MulAdd(one, cos, hn::Mul(two, sin));
    s[m] = hn::NegMulAdd(one, sin, hn::Mul(two, cos));
  }
  turn_rows<L + 1, Rows>(c, d_cos, most + 1, to.cosine + Turned::at(0, L));
  if constexpr (L > 0)
    turn_rows<L, Rows>(s + 1, d_cos + together * (L + 1) * (most + 1), most, to.sine + Turned::at(1, L));
}

/// The same turns backward: added to rows of degree L.
template <std::size_t L, bool Rows>
HWY_NOINLINE void turn_back(const Turned& from, const float* cosine, const float* sine, const float* d_cos,
                            std::size_t most, float* to) {
  const Tag d;
  Lanes c[L + 1], s[L + 1];
#pragma GCC unroll 16
  for (std::size_t k = 0; k <= L; ++k) c[k] = s[k] = hn::Zero(d);
  for (std::size_t m = 0; m <= most; ++m, d_cos += together * (L + 1)) {
    const Lanes row = hn::Load(d, from.cosine + Turned::at(m, L));
#pragma GCC unroll 16
    for (std::size_t k = 0; k <= L; ++k) c[k] = hn::MulAdd(number<Rows>(d_cos, k), row, c[k]);
  }
  for (std::size_t m = 1; m <= most; ++m, d_cos += together * L) {
    const Lanes row = hn::Load(d, from.sine + Turned::at(m, L));
#pragma GCC unroll 16
    for (std::size_t k = 1; k <= L; ++k) s[k] = hn::MulAdd(number<Rows>(d_cos, k - 1), row, s[k]);
  }
  float* row = to + together * cosine_row(L, 0);
  hn::Store(hn::Add(hn::Load(d, row), c[0]), d, row);
#pragma GCC unroll 16
  for (std::size_t m = 1; m <= L; ++m) {
    const Lanes cos = number<Rows>(cosine, m), sin = number<Rows>(sine, m);
    row = to + together * cosine_row(L, m);
    hn::Store(hn::MulAdd(c[m], cos, hn::NegMulAdd(s[m], sin, hn::Load(d, row))), d, row);
    row = to + together * sine_row(L, m);
    hn::Store(hn::MulAdd(s[m], cos, hn::MulAdd(c[m], sin, hn::Load(d, row))), d, row);
  }
}

/// The rows of order M: of degree n the sum over l of factor (n, l) times row l, n + l <= total. The factors are the
/// same for n and l exchanged: they are taken by l, all sums grow together and then take the place of the rows.
template <std::size_t Total, std::size_t M>
HWY_NOINLINE void shift_order(const float* factors, Turned& rows) {
  const Tag d;
  constexpr std::size_t most = shift_row(Total, M);
  factors += shifts_before(Total, M);
  Lanes c[most_each + 1], s[most_each + 1];
#pragma GCC unroll 16
  for (std::size_t n = M; n <= most; ++n) c[n] = s[n] = hn::Zero(d);
#pragma GCC unroll 16
  for (std::size_t l = M; l <= most; ++l) {
    const std::size_t last = shift_row(Total, l);
    const Lanes cosine = hn::Load(d, rows.cosine + Turned::at(M, l));
    const Lanes sine = M > 0 ? hn::Load(d, rows.sine + Turned::at(M, l)) : cosine;
#pragma GCC unroll 16
    for (std::size_t n = M; n <= last; ++n) {
      const Lanes factor = hn::Set(d, factors[n - M]);
      c[n] = hn::MulAdd(factor, cosine, c[n]);
      if constexpr (M > 0) s[n] = hn::MulAdd(factor, sine, s[n]);
    }
    factors += last + 1 - M;
  }
#pragma GCC unroll 16
  for (std::size_t n = M; n <= most; ++n) {
    hn::Store(c[n], d, rows.cosine + Turned::at(M, n));
    if constexpr (M > 0) hn::Store(s[n], d, rows.sine + Turned::at(M, n));
  }
}

/// function(k as a constant) for k = First ... Last.
template <std::size_t First, std::size_t Last, class Function>
HWY_INLINE void each_of(const Function& function) {
  function(std::integral_constant<std::size_t, First>());
  if constexpr (First < Last) each_of<First + 1, Last>(function);
}

/// Rows: of the translation `at`, lanes are the numbers of a row; else lanes are translations.
template <std::size_t Total, bool Rows>
HWY_NOINLINE void translate(const float* from, const float* next, const Numbers& numbers, std::size_t at, float* to) {
  constexpr std::size_t each = each_degree(Total);
  Turned rows;
  const float *cosine = numbers.cosine + at, *sine = numbers.sine + at, *turn = numbers.turn + at;
  each_of<0, each>([&](auto l) HWY_ATTR {
    constexpr std::size_t first = together * turns_before(Total, l()), most = orders(l(), Total);
    turn_there<l(), Rows>(from, next, cosine, sine, turn + first, most, rows);
  });
  each_of<0, Total / 2>([&](auto m) HWY_ATTR { shift_order<Total, m()>(numbers.shift, rows); });
  each_of<0, each>([&](auto l) HWY_ATTR {
    constexpr std::size_t first = together * turns_before(Total, l()), most = orders(l(), Total);
    turn_back<l(), Rows>(rows, cosine, sine, turn + first, most, to);
  });
}

using Translate = void (*)(const float* from, const float* next, const Numbers& numbers, std::size_t at, float* to);

/// By total.
template <bool Rows>
Translate translation(std::size_t total) {
  constexpr Translate of[] = {translate<3, Rows>,  translate<4, Rows>, translate<5, Rows>, translate<6, Rows>,
                              translate<7, Rows>,  translate<8, Rows>, translate<9, Rows>, translate<10, Rows>,
                              translate<11, Rows>, translate<12, Rows>};
  static_assert(least_degree == 3 && std::size(of) == most_degree - least_degree + 1);
  return of[total - least_degree];
}

/// Eight numbers each of eight translations: those of translation t from from[t] on, or number k of all at 8 k.
HWY_INLINE void turn_over(const float* const* from, float* to) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (hn::MaxLanes(Tag()) == together) {
    const Tag d;
    const hn::Repartition<double, Tag> d2;
    const auto pairs = [&](auto low, auto high, Lanes& a, Lanes& b) HWY_ATTR {
      a = hn::BitCast(d, hn::InterleaveLower(d2, hn::BitCast(d2, low), hn::BitCast(d2, high)));
      b = hn::BitCast(d, hn::InterleaveUpper(d2, hn::BitCast(d2, low), hn::BitCast(d2, high)));
    };
    Lanes row[8], two[8], four[8];
#pragma GCC unroll 8
    for (std::size_t t = 0; t < 8; ++t) row[t] = hn::Load(d, from[t]);
#pragma GCC unroll 4
    for (std::size_t t = 0; t < 8; t += 2) {
      two[t] = hn::InterleaveLower(d, row[t], row[t + 1]);
      two[t + 1] = hn::InterleaveUpper(d, row[t], row[t + 1]);
    }
#pragma GCC unroll 2
    for (std::size_t t = 0; t < 8; t += 4) {
      pairs(two[t], two[t + 2], four[t], four[t + 1]);
      pairs(two[t + 1], two[t + 3], four[t + 2], four[t + 3]);
    }
#pragma GCC unroll 4
    for (std::size_t k = 0; k < 4; ++k) {
      hn::Store(hn::ConcatLowerLower(d, four[k + 4], four[k]), d, to + 8 * k);
      hn::Store(hn::ConcatUpperUpper(d, four[k + 4], four[k]), d, to + 8 * (k + 4));
    }
    return;
  }
#endif
  for (std::size_t k = 0; k < together; ++k)
    for (std::size_t t = 0; t < together; ++t) to[together * k + t] = from[t][k];
}

/// S of up to `together` moments side by side. Of sources that stand higher it gains V_z, eq. 14. What is taken of
/// rows that count for less than a whole eight is not used.
HWY_INLINE void gather_s(const MomentRun* run, std::size_t here, std::size_t rows, std::size_t whole, float* to) {
  const float* from[together];
  for (std::size_t n = 0; n < rows; n += together) {
    for (std::size_t t = 0; t < together; ++t) from[t] = run[std::min(t, here - 1)].moments + row_lanes * whole + n;
    turn_over(from, to + together * n);
  }
  for (std::size_t t = 0; t < here; ++t)
    if (run[t].up != 0.0F)
      for (std::size_t n = 0; n < rows; ++n)
        to[together * n + t] += detail::row_vector(run[t].moments + row_lanes * n, run[t].up).z;
}

/// Adds the fields' S from side by side.
HWY_INLINE void scatter_s(const MomentRun* run, std::size_t here, std::size_t rows, std::size_t whole,
                          const float* from) {
  const Tag d;
  HWY_ALIGN float turned[together * together];
  const float* row[together];
  for (std::size_t n = 0; n < rows; n += together) {
    for (std::size_t k = 0; k < together; ++k) row[k] = from + together * (n + k);
    turn_over(row, turned);
    for (std::size_t t = 0; t < here; ++t)
      for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
        float* const at = run[t].field + row_lanes * whole + n + lane;
        hn::Store(hn::Add(hn::Load(d, at), hn::Load(d, turned + together * t + lane)), d, at);
      }
  }
}

void MomentFields(const MomentRun* from, std::size_t count, std::size_t degree) {
  const Tag d;
  const std::size_t whole = harmonics(degree);
  Numbers numbers;
  constexpr std::size_t padded = (most_rows + together - 1) / together * together;
  HWY_ALIGN float r[3][together], s_from[together * padded], s_to[together * padded];
  for (std::size_t begin = 0; begin < count; begin += together) {
    const MomentRun* const run = from + begin;
    const std::size_t here = std::min(together, count - begin), total = run[here - 1].total;
    const std::size_t rows = harmonics(each_degree(total));
    for (std::size_t t = 0; t < together; ++t)
      for (std::size_t i = 0; i < 3; ++i) r[i][t] = -run[std::min(t, here - 1)].shift[i];
    set_numbers(r, total, numbers);
    gather_s(run, here, rows, whole, s_from);
    std::fill(s_to, s_to + together * padded, 0.0F);
    for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
      translation<false>(total)(s_from + lane, nullptr, numbers, lane, s_to + lane);
      for (std::size_t t = 0; t < here; ++t) {
        const std::size_t next = std::min(begin + t + 1, count - 1), later = std::min(begin + t + together, count - 1);
        for (std::size_t k = 0; k < rows; k += 16) hwy::Prefetch(from[later].moments + row_lanes * whole + k);
        translation<true>(total)(run[t].moments + lane, from[next].moments, numbers, t, run[t].field + lane);
      }
    }
    scatter_s(run, here, rows, whole, s_to);
  }
}

void ToSpherical(std::size_t degree, float* moments, float* squares) {
  const Tag d;
  const SphericalTable& table = spherical_terms();
  const std::size_t rows = harmonics(degree);
  HWY_ALIGN float out[row_lanes * (2 * most_each + 1)];
  float of_s[2 * most_each + 1];
  float* const s = moments + row_lanes * rows;
  for (std::size_t l = 0; l <= degree; ++l) {
    const std::size_t first = l * l, count = 2 * l + 1;
    Lanes square = hn::Zero(d);
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
        square = hn::MulAdd(sum, sum, square);
      }
    }
    squares[l] = hn::GetLane(hn::SumOfLanes(d, square));
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

void to_spherical(std::size_t degree, float* moments, float* squares) {
  HWY_DYNAMIC_DISPATCH(ToSpherical)(degree, moments, squares);
}

void add_spherical(const float* field, std::size_t degree, float* to) {
  HWY_DYNAMIC_DISPATCH(AddSpherical)(field, degree, to);
}

void add_moment_fields(std::span<const MomentRun> from, std::size_t degree) {
  HWY_DYNAMIC_DISPATCH(MomentFields)(from.data(), from.size(), degree);
}

}  // namespace pillardd
#endif
