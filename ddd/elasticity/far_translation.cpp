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
/// Translations whose numbers are set side by side. Lanes are these, or the eight numbers of a row.
constexpr std::size_t together = 8;
using Tag = hn::CappedTag<float, together>;
using Lanes = hn::Vec<Tag>;
static_assert(row_lanes == together);

constexpr std::size_t most_order = most_degree / 2;

constexpr std::size_t turn_numbers() {
  std::size_t sum = 0;
  for (std::size_t l = 0; l <= most_field; ++l)
    sum += (orders(l, most_degree) + 1) * (l + 1) + orders(l, most_degree) * l;
  return sum;
}
/// What `together` translations multiply by; number k of translation s at together k + s.
struct Numbers {
  HWY_ALIGN float cosine[together * (most_field + 1)], sine[together * (most_field + 1)];  ///< of m phi
  HWY_ALIGN float turn[together * turn_numbers()];  ///< D d^-(l+1/2): by degree l, cosines, sines; by m, m'
  HWY_ALIGN float power[together * (most_field + 1)];  ///< d^-(l+1/2)
  const float* shift;                                  ///< of the total: the same for all; by m, l, n
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
  if constexpr (L < most_field)
    if (L < each) each_l<L + 1>(each, function);
}

/// Row M of D of degree L, those numbers m' >= M where M + m' is even or odd, from cos k theta or sin k theta; and what
/// they are in row m': D_mm'(theta) = D_m'm(-theta). No loops: they would be short and each cost a wrong guess. What goes
/// to rows beyond the last one is written over by what comes next.
template <std::size_t L, bool Sines, bool Odd, std::size_t M>
HWY_INLINE void set_turn_row(const Lanes* waves, const float* factors, float* to) {
  const Tag d;
  constexpr std::size_t low = Sines ? 1 : 0, count = turn_count(L, Sines), width = L + 1 - low;
  constexpr std::size_t last = orders(L, most_degree);
#pragma GCC unroll 16
  for (std::size_t c = M + (Odd ? 1 : 0); c <= L; c += 2) {
    const std::size_t at = width * (M - low) + c - low;
    Lanes sum = hn::Mul(hn::Set(d, factors[count * at]), waves[0]);
#pragma GCC unroll 8
    for (std::size_t k = 1; k < count; ++k) sum = hn::MulAdd(hn::Set(d, factors[count * at + k]), waves[k], sum);
    hn::Store(sum, d, to + together * at);
    if (c > M && c <= last) hn::Store(Odd ? hn::Neg(sum) : sum, d, to + together * (width * (c - low) + M - low));
  }
}

/// Rows from M to `most`.
template <std::size_t L, bool Sines, bool Odd, std::size_t M>
HWY_INLINE void set_turn_rows(const Lanes* waves, const float* factors, std::size_t most, float* to) {
  if (M > most) return;
  set_turn_row<L, Sines, Odd, M>(waves, factors, to);
  if constexpr (M < orders(L, most_degree)) set_turn_rows<L, Sines, Odd, M + 1>(waves, factors, most, to);
}

/// Of D of degree L, rows up to m = most, the numbers with even or odd m + m'. wave: times `scale`.
template <std::size_t L, bool Sines, bool Odd>
HWY_INLINE void set_turn(const float* wave, const float* scale, const float* factors, std::size_t most, float* to) {
  const Tag d;
  constexpr std::size_t count = turn_count(L, Sines), first = turn_first(L, Sines);
  for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
    Lanes waves[count];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < count; ++k)
      waves[k] = hn::Mul(hn::Load(d, scale + lane), hn::Load(d, wave + together * (first + 2 * k) + lane));
    set_turn_rows<L, Sines, Odd, Sines ? 1 : 0>(waves, factors, most, to + lane);
  }
}

/// scale: of the degree. Returns where the next degree's numbers begin.
template <std::size_t L>
HWY_NOINLINE float* set_turns(const float* cosine, const float* sine, const float* scale, std::size_t most, float* to) {
  const float* const factors = turn_factors(L, false);
  set_turn<L, false, false>(cosine, scale, factors, most, to);
  if constexpr (L > 0) set_turn<L, false, true>(sine, scale, factors, most, to);
  to += together * (L + 1) * (most + 1);
  if constexpr (L > 0) {
    const float* const of_sines = turn_factors(L, true);
    set_turn<L, true, false>(cosine, scale, of_sines, most, to);
    if constexpr (L > 1) set_turn<L, true, true>(sine, scale, of_sines, most, to);
  }
  return to + together * L * most;
}

/// Of the vectors r from the sources' centres to the field's.
void set_numbers(const float (&r)[3][together], std::size_t total, Numbers& out) {
  const Tag d;
  const std::size_t each = field_degree(total);
  HWY_ALIGN float cosine[together * (most_field + 1)], sine[together * (most_field + 1)];  // of k theta
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
    for (std::size_t l = 0; l <= each; ++l, p = hn::Mul(p, inverse)) hn::Store(p, d, out.power + together * l + lane);
  }
  float* to = out.turn;
  each_l(each, [&](auto l)
                   HWY_ATTR { to = set_turns<l()>(cosine, sine, out.power + together * l(), orders(l(), total), to); });
  out.shift = axial_factors(total);
}

/// Number k. `numbers` point to those of the translation at work: constant distances from it take no registers.
HWY_INLINE Lanes number(const float* numbers, std::size_t k) {
  return hn::Set(Tag(), numbers[together * k]);
}

/// Turned rows, by order and degree.
struct Turned {
  static constexpr std::size_t side = most_field + 1;
  HWY_ALIGN float cosine[together * side * (most_order + 1)], sine[together * side * (most_order + 1)];

  static constexpr std::size_t at(std::size_t m, std::size_t l) { return together * (m * side + l); }
};

/// Of a total: where the numbers of degree L begin among those of turns, and those of order M among those of the shift.
constexpr std::size_t turns_before(std::size_t total, std::size_t degree) {
  std::size_t sum = 0;
  for (std::size_t l = 0; l < degree; ++l) sum += (orders(l, total) + 1) * (l + 1) + orders(l, total) * l;
  return sum;
}
/// Highest degrees of fields and moments for a partner of degree or order k.
constexpr std::size_t last_field(std::size_t total, std::size_t k) {
  return std::min(field_degree(total), total - k);
}
constexpr std::size_t last_moment(std::size_t total, std::size_t k) {
  return std::min(moment_degree(total), total - k);
}
constexpr std::size_t shifts_before(std::size_t total, std::size_t order) {
  std::size_t sum = 0;
  for (std::size_t m = 0; m < order; ++m)
    for (std::size_t l = m; l <= last_moment(total, m); ++l) sum += last_field(total, l) + 1 - m;
  return sum;
}

/// `orders` sums over the N rows; two at once, for one waits for each of its products.
template <std::size_t N>
HWY_INLINE void turn_rows(const Lanes* rows, const float* numbers, std::size_t orders, float* to) {
  const Tag d;
  constexpr std::size_t next = Turned::at(1, 0);
  std::size_t m = 0;
  for (; m + 2 <= orders; m += 2, numbers += 2 * together * N, to += 2 * next) {
    Lanes one = hn::Mul(number(numbers, 0), rows[0]);
    Lanes two = hn::Mul(number(numbers, N), rows[0]);
#pragma GCC unroll 16
    for (std::size_t k = 1; k < N; ++k) {
      one = hn::MulAdd(number(numbers, k), rows[k], one);
      two = hn::MulAdd(number(numbers, N + k), rows[k], two);
    }
    hn::Store(one, d, to);
    hn::Store(two, d, to + next);
  }
  if (m == orders) return;
  Lanes sum = hn::Mul(number(numbers, 0), rows[0]);
#pragma GCC unroll 16
  for (std::size_t k = 1; k < N; ++k) sum = hn::MulAdd(number(numbers, k), rows[k], sum);
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
template <std::size_t L>
HWY_NOINLINE void turn_there(const float* from, const float* next, const float* cosine, const float* sine,
                             const float* d_cos, std::size_t most, Turned& to) {
  const Tag d;
  ask_for<L>(next);
  Lanes c[L + 1], s[L + 1];
  c[0] = hn::Load(d, from + together * cosine_row(L, 0));
  s[0] = hn::Zero(d);
#pragma GCC unroll 16
  for (std::size_t m = 1; m <= L; ++m) {
    const Lanes one = hn::Load(d, from + together * cosine_row(L, m)),
                two = hn::Load(d, from + together * sine_row(L, m));
    const Lanes cos = number(cosine, m), sin = number(sine, m);
    c[m] = hn::MulAdd(one, cos, hn::Mul(two, sin));
    s[m] = hn::NegMulAdd(one, sin, hn::Mul(two, cos));
  }
  turn_rows<L + 1>(c, d_cos, most + 1, to.cosine + Turned::at(0, L));
  if constexpr (L > 0)
    turn_rows<L>(s + 1, d_cos + together * (L + 1) * (most + 1), most, to.sine + Turned::at(1, L));
}

/// The same turns backward: added to rows of degree L.
template <std::size_t L>
HWY_NOINLINE void turn_back(const Turned& from, const float* cosine, const float* sine, const float* d_cos,
                            std::size_t most, float* to) {
  const Tag d;
  Lanes c[L + 1], s[L + 1];
#pragma GCC unroll 16
  for (std::size_t k = 0; k <= L; ++k) c[k] = s[k] = hn::Zero(d);
  for (std::size_t m = 0; m <= most; ++m, d_cos += together * (L + 1)) {
    const Lanes row = hn::Load(d, from.cosine + Turned::at(m, L));
#pragma GCC unroll 16
    for (std::size_t k = 0; k <= L; ++k) c[k] = hn::MulAdd(number(d_cos, k), row, c[k]);
  }
  for (std::size_t m = 1; m <= most; ++m, d_cos += together * L) {
    const Lanes row = hn::Load(d, from.sine + Turned::at(m, L));
#pragma GCC unroll 16
    for (std::size_t k = 1; k <= L; ++k) s[k] = hn::MulAdd(number(d_cos, k - 1), row, s[k]);
  }
  float* row = to + together * cosine_row(L, 0);
  hn::Store(hn::Add(hn::Load(d, row), c[0]), d, row);
#pragma GCC unroll 16
  for (std::size_t m = 1; m <= L; ++m) {
    const Lanes cos = number(cosine, m), sin = number(sine, m);
    row = to + together * cosine_row(L, m);
    hn::Store(hn::MulAdd(c[m], cos, hn::NegMulAdd(s[m], sin, hn::Load(d, row))), d, row);
    row = to + together * sine_row(L, m);
    hn::Store(hn::MulAdd(s[m], cos, hn::MulAdd(c[m], sin, hn::Load(d, row))), d, row);
  }
}

/// The rows of order M: those of the field of degree n are the sum over l of factor (n, l) times the moments' row l,
/// n + l <= total. All sums grow together and then take the place of the rows.
template <std::size_t Total, std::size_t M>
HWY_NOINLINE void shift_order(const float* factors, Turned& rows) {
  const Tag d;
  constexpr std::size_t most = last_field(Total, M), most_from = last_moment(Total, M);
  factors += shifts_before(Total, M);
  Lanes c[most_field + 1], s[most_field + 1];
#pragma GCC unroll 16
  for (std::size_t n = M; n <= most; ++n) c[n] = s[n] = hn::Zero(d);
#pragma GCC unroll 16
  for (std::size_t l = M; l <= most_from; ++l) {
    const std::size_t last = last_field(Total, l);
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

/// The translation `at` of those side by side.
template <std::size_t Total>
HWY_NOINLINE void translate(const float* from, const float* next, const Numbers& numbers, std::size_t at, float* to) {
  Turned rows;
  const float *cosine = numbers.cosine + at, *sine = numbers.sine + at, *turn = numbers.turn + at;
  each_of<0, moment_degree(Total)>([&](auto l) HWY_ATTR {
    constexpr std::size_t first = together * turns_before(Total, l()), most = orders(l(), Total);
    turn_there<l()>(from, next, cosine, sine, turn + first, most, rows);
  });
  each_of<0, Total / 2>([&](auto m) HWY_ATTR { shift_order<Total, m()>(numbers.shift, rows); });
  each_of<0, field_degree(Total)>([&](auto l) HWY_ATTR {
    constexpr std::size_t first = together * turns_before(Total, l()), most = orders(l(), Total);
    turn_back<l()>(rows, cosine, sine, turn + first, most, to);
  });
}

using Translate = void (*)(const float* from, const float* next, const Numbers& numbers, std::size_t at, float* to);

/// By total.
Translate translation(std::size_t total) {
  constexpr Translate of[] = {translate<3>, translate<4>, translate<5>,  translate<6>,  translate<7>,
                              translate<8>, translate<9>, translate<10>, translate<11>, translate<12>};
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

/// Fields of charges go no higher: that of (n, 0) is the least term of degree n.
constexpr std::size_t charge_degree(std::size_t total) {
  return moment_degree(total);
}

/// Adds the fields of the charges: of each Y_lm the one of the direction to the charge, over d^(l+1), which is against
/// r. Row 0 of D holds it but for the turn about z.
void add_charges(const MomentRun* run, std::size_t here, std::size_t total, const Numbers& numbers, std::size_t whole) {
  const Tag d;
  constexpr std::size_t padded = (harmonics(charge_degree(most_degree)) + together - 1) / together * together;
  HWY_ALIGN float side[together * padded], turned[together * together], charge[together];
  const std::size_t degree = charge_degree(total), rows = harmonics(degree);
  for (std::size_t t = 0; t < together; ++t) charge[t] = t < here ? run[t].charge : 0.0F;
  for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
    Lanes scaled = hn::Mul(hn::Load(d, charge + lane), hn::Load(d, numbers.power + lane));
    const float* turn = numbers.turn + lane;
    float* to = side + lane;
    for (std::size_t l = 0; l <= degree; ++l, scaled = hn::Neg(scaled), to += together * (2 * l - 1)) {
      for (std::size_t m = 0; m <= l; ++m) {
        const Lanes v = hn::Mul(scaled, hn::Load(d, turn + together * m));
        hn::Store(hn::Mul(v, hn::Load(d, numbers.cosine + together * m + lane)), d, to + together * m);
        if (m > 0) hn::Store(hn::Mul(v, hn::Load(d, numbers.sine + together * m + lane)), d, to + together * (l + m));
      }
      const std::size_t most = orders(l, total);
      turn += together * ((most + 1) * (l + 1) + most * l);
    }
    for (; to < side + together * padded; to += together) hn::Store(hn::Zero(d), d, to);
  }
  const float* row[together];
  for (std::size_t n = 0; n < rows; n += together) {
    for (std::size_t k = 0; k < together; ++k) row[k] = side + together * (n + k);
    turn_over(row, turned);
    for (std::size_t t = 0; t < here; ++t)
      for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d)) {
        float* const at = run[t].field + row_lanes * whole + n + lane;
        hn::Store(hn::Add(hn::Load(d, at), hn::Load(d, turned + together * t + lane)), d, at);
      }
  }
}

/// Moments of sources that stand higher: S gains V_z, eq. 14.
const float* lift(const MomentRun& run, std::size_t rows, float* to) {
  if (run.up == 0.0F) return run.moments;
  std::copy(run.moments, run.moments + row_lanes * rows, to);
  for (std::size_t n = 0; n < rows; ++n)
    to[row_lanes * n + detail::of_s] += detail::row_vector(to + row_lanes * n, run.up).z;
  return to;
}

void MomentFields(const MomentRun* from, std::size_t count, std::size_t degree) {
  const Tag d;
  Numbers numbers;
  HWY_ALIGN float r[3][together], lifted[row_lanes * harmonics(most_moment)];
  for (std::size_t begin = 0; begin < count; begin += together) {
    const MomentRun* const run = from + begin;
    const std::size_t here = std::min(together, count - begin), total = run[here - 1].total;
    for (std::size_t t = 0; t < together; ++t)
      for (std::size_t i = 0; i < 3; ++i) r[i][t] = -run[std::min(t, here - 1)].shift[i];
    set_numbers(r, total, numbers);
    add_charges(run, here, total, numbers, harmonics(degree));
    for (std::size_t t = 0; t < here; ++t) {
      const float* const moments = lift(run[t], harmonics(moment_degree(total)), lifted);
      const float* const next = from[std::min(begin + t + 1, count - 1)].moments;
      for (std::size_t lane = 0; lane < together; lane += hn::Lanes(d))
        translation(total)(moments + lane, next, numbers, t, run[t].field + lane);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(MomentFields);

void add_moment_fields(std::span<const MomentRun> from, std::size_t degree) {
  HWY_DYNAMIC_DISPATCH(MomentFields)(from.data(), from.size(), degree);
}

}  // namespace pillardd
#endif
