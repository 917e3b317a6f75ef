#include "ddd/elasticity/far_expansion.hpp"

#include <algorithm>

#include "ddd/elasticity/field_terms.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/far_expansion.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 16>;  // lanes are points, or sources
using Lanes = hn::Vec<Tag>;
using RowTag = hn::CappedTag<float, row_lanes>;  // lanes are the numbers of a row
using Row = hn::Vec<RowTag>;

HWY_INLINE Lanes value(double v) {
  return hn::Set(Tag(), static_cast<float>(v));
}

/// Polynomials B_n at lanes of positions, row n at to + 16 n: eq. 16. Euler's rule of homogeneous functions,
/// N B_n = x dB_n/dx + y dB_n/dy + z dB_n/dz, whose derivatives are polynomials of the degree before.
HWY_INLINE void polynomials(Lanes x, Lanes y, Lanes z, std::size_t degree, float* to) {
  const Tag d;
  const auto before = [&](std::size_t row) HWY_ATTR { return hn::Load(d, to + 16 * row); };
  hn::Store(value(1.0), d, to);
  for (std::size_t n = 1; n <= degree; ++n) {
    const Lanes inverse = value(1.0 / static_cast<double>(n));
    const std::size_t level = harmonic_row(n - 1, 0, 0), odd = harmonic_row(n - 1, 1, 0);
    for (std::size_t j = 0; j <= n; ++j) {
      const std::size_t i = n - j;
      Lanes sum = hn::Zero(d);
      if (i >= 1) sum = hn::MulAdd(x, before(level + j), sum);
      if (j >= 1) sum = hn::MulAdd(y, before(level + j - 1), sum);
      if (i >= 2) sum = hn::NegMulAdd(z, before(odd + j), sum);
      if (j >= 2) sum = hn::NegMulAdd(z, before(odd + j - 2), sum);
      hn::Store(hn::Mul(sum, inverse), d, to + 16 * harmonic_row(n, 0, j));
    }
    for (std::size_t j = 0; j < n; ++j) {
      Lanes sum = hn::Mul(z, before(level + j));
      if (j + 1 < n) sum = hn::MulAdd(x, before(odd + j), sum);
      if (j >= 1) sum = hn::MulAdd(y, before(odd + j - 1), sum);
      hn::Store(hn::Mul(sum, inverse), d, to + 16 * harmonic_row(n, 1, j));
    }
  }
}

void SourceMoments(const SourceRun& from, const float* from_origin, const ExpansionScale& scale, std::size_t degree,
                   float* moments) {
  const Tag d;
  const RowTag r;
  HWY_ALIGN float at[3][16], inner[16], charge[16][row_lanes], b[16 * harmonics(most_degree)];
  const float scaled = scale.inverse_unit * scale.inverse_unit;
  const std::size_t rows = harmonics(degree);
  for (std::uint32_t begin = 0; begin < from.count; begin += 16) {
    const std::uint32_t count = std::min(16U, from.count - begin);
    for (std::uint32_t s = 0; s < 16; ++s) {
      const PointSource& source = from.first[begin + std::min(s, count - 1)];
      inner[s] = 0.0F;
      for (std::size_t i = 0; i < 3; ++i) {
        at[i][s] = -scale.inverse_unit * (source.x[i] + from.shift[i]);
        if (s < count) inner[s] += scaled * source.u[i] * scale.inverse_unit * (source.x[i] + from_origin[i]);
      }
      for (std::size_t i = 0; i < row_lanes; ++i) charge[s][i] = scaled * source.q[i];
    }
    for (std::size_t lane = 0; lane < 16; lane += hn::Lanes(d))
      polynomials(hn::Load(d, at[0] + lane), hn::Load(d, at[1] + lane), hn::Load(d, at[2] + lane), degree, b + lane);
    for (std::size_t n = 0; n < rows; ++n) {
      for (std::size_t lane = 0; lane < row_lanes; lane += hn::Lanes(r)) {
        Row sum = hn::Load(r, moments + row_lanes * n + lane);
        for (std::uint32_t s = 0; s < count; ++s)
          sum = hn::MulAdd(hn::Set(r, b[16 * n + s]), hn::Load(r, charge[s] + lane), sum);
        hn::Store(sum, r, moments + row_lanes * n + lane);
      }
      Lanes sum = hn::Zero(d);
      for (std::size_t lane = 0; lane < 16; lane += hn::Lanes(d))
        sum = hn::MulAdd(hn::Load(d, inner + lane), hn::Load(d, b + 16 * n + lane), sum);
      moments[row_lanes * rows + n] += hn::GetLane(hn::SumOfLanes(d, sum));
    }
  }
}

/// B_k of one position, one after the other, and their negatives.
struct ShiftFactors {
  float b[2 * harmonics(most_degree)];

  HWY_INLINE ShiftFactors(float x, float y, float z, std::size_t degree) {
    const Tag d;
    HWY_ALIGN float lanes[16 * harmonics(most_degree)];
    polynomials(hn::Set(d, x), hn::Set(d, y), hn::Set(d, z), degree, lanes);
    for (std::size_t n = 0; n < harmonics(degree); ++n) {
      b[n] = lanes[16 * n];
      b[harmonics(most_degree) + n] = -lanes[16 * n];
    }
  }
};

/// to[row] += sum of factor times from[source] over the row's terms, S with the eight numbers. Two sums each, of every
/// second term: a sum waits for its last product.
HWY_INLINE void shift_rows(const ShiftTable& table, const float* from, const ShiftFactors& factors, std::size_t degree,
                           float* to) {
  const RowTag d;
  constexpr std::size_t parts = row_lanes / hn::MaxLanes(RowTag());
  const std::size_t rows = harmonics(degree), lanes = hn::Lanes(d);
  const float *const s = from + row_lanes * rows, *const b = factors.b;
  for (std::size_t row = 0; row < rows; ++row) {
    const ShiftTerm *t = table.terms.data() + table.first[row], *last = table.terms.data() + table.first[row + 1];
    while (last[-1].source >= rows) --last;
    float* const at = to + row_lanes * row;
    float s_even = to[row_lanes * rows + row], s_odd = 0.0F;
    Row even[parts], odd[parts];
    for (std::size_t p = 0; p < parts; ++p) even[p] = hn::Load(d, at + lanes * p), odd[p] = hn::Zero(d);
    const auto add = [&](const ShiftTerm& term, Row* sum, float& of_s) HWY_ATTR {
      const Row factor = hn::Set(d, b[term.factor]);
      of_s += b[term.factor] * s[term.source];
      for (std::size_t p = 0; p < parts; ++p)
        sum[p] = hn::MulAdd(factor, hn::Load(d, from + row_lanes * term.source + lanes * p), sum[p]);
    };
    for (; t + 2 <= last; t += 2) {
      add(t[0], even, s_even);
      add(t[1], odd, s_odd);
    }
    if (t != last) add(*t, even, s_even);
    for (std::size_t p = 0; p < parts; ++p) hn::Store(hn::Add(even[p], odd[p]), d, at + lanes * p);
    to[row_lanes * rows + row] = s_even + s_odd;
  }
}

void ShiftMoments(const float* from, const float* shift, std::size_t degree, float* to) {
  const ShiftFactors back(-shift[0], -shift[1], -shift[2], degree);  // moments are of B(-y)
  shift_rows(moment_shifts(), from, back, degree, to);
}

void ShiftField(const float* from, const float* shift, std::size_t degree, float* to) {
  shift_rows(field_shifts(), from, ShiftFactors(shift[0], shift[1], shift[2], degree), degree, to);
}

void FieldStress(const float* field, const float* from_origin, const ExpansionScale& scale, std::size_t degree,
                 std::span<const FieldPoints> blocks) {
  const Tag d;
  HWY_ALIGN float b[16 * harmonics(most_degree)];
  detail::StressTerms terms[harmonics(most_degree - 1)];
  detail::stress_terms(field, from_origin, scale.u_factor, degree, terms);
  const Lanes inverse_unit = hn::Set(d, scale.inverse_unit);
  for (const FieldPoints& block : blocks)
    for (std::size_t lane = 0; lane < 16; lane += hn::Lanes(d)) {
      Lanes at[3], sum[stress_rows], with[3][stress_rows - 1];
      for (std::size_t i = 0; i < 3; ++i) {
        at[i] = hn::Mul(inverse_unit, hn::Add(hn::Load(d, block.x + 16 * i + lane), hn::Set(d, block.shift[i])));
        for (Lanes& w : with[i]) w = hn::Zero(d);
      }
      for (std::size_t c = 0; c < stress_rows; ++c) sum[c] = hn::Load(d, block.out + 16 * c + lane);
      polynomials(at[0], at[1], at[2], degree - 1, b);
      for (std::size_t n = 0; n < harmonics(degree - 1); ++n) {
        const Lanes p = hn::Load(d, b + 16 * n);
        for (std::size_t c = 0; c < stress_rows; ++c) sum[c] = hn::MulAdd(p, hn::Set(d, terms[n].plain[c]), sum[c]);
        if (n >= harmonics(degree - 2)) continue;
        for (std::size_t i = 0; i < 3; ++i)
          for (std::size_t c = 0; c + 1 < stress_rows; ++c)
            with[i][c] = hn::MulAdd(p, hn::Set(d, terms[n].with[i][c]), with[i][c]);
      }
      constexpr std::size_t to[5] = {0, 1, 3, 4, 5};
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t c = 0; c < 5; ++c) sum[to[c]] = hn::MulAdd(at[i], with[i][c], sum[to[c]]);
        sum[2] = hn::NegMulAdd(at[i], hn::Add(with[i][0], with[i][1]), sum[2]);
      }
      for (std::size_t c = 0; c < stress_rows; ++c) hn::Store(sum[c], d, block.out + 16 * c + lane);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(SourceMoments);
HWY_EXPORT(ShiftMoments);
HWY_EXPORT(ShiftField);
HWY_EXPORT(FieldStress);

void add_source_moments(const SourceRun& from, const float* from_origin, const ExpansionScale& scale,
                        std::size_t degree, float* moments) {
  HWY_DYNAMIC_DISPATCH(SourceMoments)(from, from_origin, scale, degree, moments);
}

/// S is also of (a^2/2) u.grad_y B_n(-y) = -(a^2/2) u.(grad B_n)(-y).
void add_core_moments(const ExpansionScale& scale, std::size_t degree, float* moments) {
  const float half = 0.5F * scale.core_squared;
  float* const s = moments + row_lanes * harmonics(degree);
  const auto u = [&](std::size_t n, std::size_t k, std::size_t j) {
    return detail::row_vector(moments + row_lanes * harmonic_row(n, k, j), scale.u_factor);
  };
  for (std::size_t n = 1; n <= degree; ++n)
    for (std::size_t k = 0; k <= 1; ++k)
      for (std::size_t j = 0; j + k <= n; ++j) {
        const std::size_t i = n - k - j;
        float sum = k == 1 ? u(n - 1, 0, j).z : 0.0F;
        if (i >= 1) sum += u(n - 1, k, j).x;
        if (j >= 1) sum += u(n - 1, k, j - 1).y;
        if (k == 0 && i >= 2) sum -= u(n - 1, 1, j).z;
        if (k == 0 && j >= 2) sum -= u(n - 1, 1, j - 2).z;
        s[harmonic_row(n, k, j)] -= half * sum;
      }
}

void shift_moments(const float* from, const float* shift, std::size_t degree, float* to) {
  HWY_DYNAMIC_DISPATCH(ShiftMoments)(from, shift, degree, to);
}

void shift_field(const float* from, const float* shift, std::size_t degree, float* to) {
  HWY_DYNAMIC_DISPATCH(ShiftField)(from, shift, degree, to);
}

void add_field_stress(const float* field, const float* from_origin, const ExpansionScale& scale, std::size_t degree,
                      std::span<const FieldPoints> blocks) {
  HWY_DYNAMIC_DISPATCH(FieldStress)(field, from_origin, scale, degree, blocks);
}

}  // namespace pillardd
#endif
