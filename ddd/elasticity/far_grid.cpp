#include "ddd/elasticity/far_grid.hpp"

#include <array>
#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/far_grid.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef PILLARDD_FAR_GRID_TABLE
#define PILLARDD_FAR_GRID_TABLE
namespace pillardd::detail {

/// Nodes, and coefficients of the weights in Chebyshev polynomials: weight of node k at x = sum_j c[k][j] T_j(x),
/// c[k][0] = 1/n, c[k][j] = 2/n T_j(node k) (eq. 9).
struct ChebyshevRule {
  std::array<float, most_order> node{};
  std::array<std::array<float, most_order>, most_order> c{};

  explicit ChebyshevRule(std::size_t n) {
    for (std::size_t k = 0; k < n; ++k) {
      const double angle = std::numbers::pi * (2.0 * static_cast<double>(k) + 1.0) / (2.0 * static_cast<double>(n));
      node[k] = static_cast<float>(std::cos(angle));
      for (std::size_t j = 0; j < n; ++j)
        c[k][j] = static_cast<float>((j == 0 ? 1.0 : 2.0) / static_cast<double>(n) *
                                     std::cos(angle * static_cast<double>(j)));
    }
  }
};

inline const ChebyshevRule& chebyshev(std::size_t order) {
  static const std::array<ChebyshevRule, most_order - least_order + 1> rules{
      ChebyshevRule(3), ChebyshevRule(4), ChebyshevRule(5), ChebyshevRule(6), ChebyshevRule(7)};
  return rules[order - least_order];
}

}  // namespace pillardd::detail
#endif

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 16>;
using Lanes = hn::Vec<Tag>;

template <std::size_t N>
HWY_INLINE void weights(float x, const detail::ChebyshevRule& rule, float* w) {
  float t[N] = {1.0F, x};
  for (std::size_t j = 2; j < N; ++j) t[j] = 2.0F * x * t[j - 1] - t[j - 2];
  for (std::size_t k = 0; k < N; ++k) {
    w[k] = rule.c[k][0];
    for (std::size_t j = 1; j < N; ++j) w[k] += rule.c[k][j] * t[j];
  }
}

template <std::size_t N>
void spread_to(const SourceRun& from, const float* half, PointSource* to) {
  const Tag d;
  const detail::ChebyshevRule& rule = detail::chebyshev(N);
  for (std::uint32_t s = 0; s < from.count; ++s) {
    const PointSource& source = from.first[s];
    float w[3][N];
    for (std::size_t i = 0; i < 3; ++i) weights<N>((source.x[i] + from.shift[i]) / half[i], rule, w[i]);
    for (std::size_t lane = 0; lane < 16; lane += hn::Lanes(d)) {
      const Lanes strength = hn::Load(d, source.u + lane);
      float* at = to->u + lane;
      for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = 0; j < N; ++j) {
          const Lanes part = hn::Mul(hn::Set(d, w[0][i] * w[1][j]), strength);
          for (std::size_t k = 0; k < N; ++k, at += 16)
            hn::Store(hn::MulAdd(hn::Set(d, w[2][k]), part, hn::Load(d, at)), d, at);
        }
    }
  }
}

template <std::size_t N>
HWY_INLINE void lane_weights(Lanes x, const detail::ChebyshevRule& rule, Lanes* w) {
  const Tag d;
  Lanes t[N];
  t[0] = hn::Set(d, 1.0F);
  t[1] = x;
  const Lanes x2 = hn::Add(x, x);
  for (std::size_t j = 2; j < N; ++j) t[j] = hn::MulSub(x2, t[j - 1], t[j - 2]);
  for (std::size_t k = 0; k < N; ++k) {
    w[k] = hn::Set(d, rule.c[k][0]);
    for (std::size_t j = 1; j < N; ++j) w[k] = hn::MulAdd(hn::Set(d, rule.c[k][j]), t[j], w[k]);
  }
}

/// sum + w_k at_k from k on; the weights stay in registers.
template <std::size_t N, std::size_t k>
HWY_INLINE Lanes weighted(const Lanes* w, const float* at, Lanes sum) {
  if constexpr (k == N)
    return sum;
  else
    return weighted<N, k + 1>(w, at, hn::MulAdd(w[k], hn::Set(Tag(), at[k]), sum));
}

template <std::size_t N>
HWY_INLINE Lanes weighted(const Lanes* w, const float* at) {
  return weighted<N, 1>(w, at, hn::Mul(w[0], hn::Set(Tag(), at[0])));
}

template <std::size_t N, std::size_t k = 0>
HWY_INLINE void copy(const Lanes* from, Lanes* to) {
  if constexpr (k < N) {
    to[k] = from[k];
    copy<N, k + 1>(from, to);
  }
}

template <std::size_t N>
void interpolate_from(const float* rows, const float* half, const float* x, const float* shift, std::size_t blocks,
                      float* out) {
  const Tag d;
  const detail::ChebyshevRule& rule = detail::chebyshev(N);
  for (std::size_t block = 0; block < blocks; ++block, x += point_rows * 16, out += stress_rows * 16)
    for (std::size_t lane = 0; lane < 16; lane += hn::Lanes(d)) {
      Lanes w[3][N];
      for (std::size_t i = 0; i < 3; ++i)
        lane_weights<N>(
            hn::Mul(hn::Add(hn::Load(d, x + 16 * i + lane), hn::Set(d, shift[i])), hn::Set(d, 1.0F / half[i])), rule,
            w[i]);
      Lanes along[N];
      copy<N>(w[2], along);
      for (std::size_t c = 0; c < stress_rows; ++c) {
        const float* at = rows + c * cube(N);
        Lanes sum = hn::Load(d, out + 16 * c + lane);
        for (std::size_t i = 0; i < N; ++i) {
          Lanes plane = hn::Zero(d);
          for (std::size_t j = 0; j < N; ++j, at += N) {
            plane = hn::MulAdd(w[1][j], weighted<N>(along, at), plane);
          }
          sum = hn::MulAdd(w[0][i], plane, sum);
        }
        hn::Store(sum, d, out + 16 * c + lane);
      }
    }
}

void Weigh(const float* weights, const float* values, float* out) {
  const Tag d;
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
    Lanes sum[stress_rows];
    for (std::size_t c = 0; c < stress_rows; ++c) sum[c] = hn::Load(d, out + block_points * c + lane);
    for (std::size_t k = 0; k < block_points; ++k) {
      const Lanes w = hn::Load(d, weights + block_points * k + lane);
      for (std::size_t c = 0; c < stress_rows; ++c)
        sum[c] = hn::MulAdd(w, hn::Set(d, values[block_points * c + k]), sum[c]);
    }
    for (std::size_t c = 0; c < stress_rows; ++c) hn::Store(sum[c], d, out + block_points * c + lane);
  }
}

void Spread(const SourceRun& from, const float* half, std::size_t order, PointSource* to) {
  if (order == 3) spread_to<3>(from, half, to);
  if (order == 4) spread_to<4>(from, half, to);
  if (order == 5) spread_to<5>(from, half, to);
  if (order == 6) spread_to<6>(from, half, to);
  if (order == 7) spread_to<7>(from, half, to);
}

void Interpolate(const float* rows, const float* half, std::size_t order, const float* x, const float* shift,
                 std::size_t blocks, float* out) {
  if (order == 3) interpolate_from<3>(rows, half, x, shift, blocks, out);
  if (order == 4) interpolate_from<4>(rows, half, x, shift, blocks, out);
  if (order == 5) interpolate_from<5>(rows, half, x, shift, blocks, out);
  if (order == 6) interpolate_from<6>(rows, half, x, shift, blocks, out);
  if (order == 7) interpolate_from<7>(rows, half, x, shift, blocks, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(Spread);
HWY_EXPORT(Interpolate);
HWY_EXPORT(Weigh);

void add_weighted(const float* weights, const float* values, float* out) {
  HWY_DYNAMIC_DISPATCH(Weigh)(weights, values, out);
}

void spread(const SourceRun& from, const float* half, std::size_t order, PointSource* to) {
  HWY_DYNAMIC_DISPATCH(Spread)(from, half, order, to);
}

void interpolate(const float* values, const float* half, std::size_t order, const float* x, const float* shift,
                 std::size_t blocks, float* out) {
  std::array<float, stress_rows * cube(most_order)> rows;
  to_rows(values, order, rows.data());
  interpolate_rows(rows.data(), half, order, x, shift, blocks, out);
}

void to_rows(const float* values, std::size_t order, float* rows) {
  for (std::size_t n = 0; n < cube(order); ++n)
    for (std::size_t c = 0; c < stress_rows; ++c)
      rows[c * cube(order) + n] =
          values[n / block_points * stress_rows * block_points + c * block_points + n % block_points];
}

void interpolate_rows(const float* rows, const float* half, std::size_t order, const float* x, const float* shift,
                      std::size_t blocks, float* out) {
  HWY_DYNAMIC_DISPATCH(Interpolate)(rows, half, order, x, shift, blocks, out);
}

namespace {

template <class Function>
void each_node(const float* half, std::size_t order, const Function& function) {
  const std::array<float, most_order>& node = detail::chebyshev(order).node;
  std::size_t n = 0;
  for (std::size_t i = 0; i < order; ++i)
    for (std::size_t j = 0; j < order; ++j)
      for (std::size_t k = 0; k < order; ++k)
        function(n++, std::array<float, 3>{half[0] * node[i], half[1] * node[j], half[2] * node[k]});
}

}  // namespace

void grid_targets(const float* half, std::size_t order, float* x) {
  std::fill(x, x + blocks_of(cube(order)) * point_rows * block_points, 0.0F);
  each_node(half, order, [&](std::size_t n, const std::array<float, 3>& at) {
    float* block = x + n / block_points * point_rows * block_points + n % block_points;
    for (std::size_t i = 0; i < 3; ++i) block[i * block_points] = at[i];
  });
}

void grid_sources(const float* half, std::size_t order, PointSource* to) {
  each_node(half, order, [&](std::size_t n, const std::array<float, 3>& at) {
    for (std::size_t i = 0; i < 3; ++i) to[n].x[i] = at[i];
  });
}

Matrix3 from_rows(const float* rows, std::size_t i) {
  const auto value = [&](std::size_t row) { return static_cast<double>(rows[row * block_points + i]); };
  Matrix3 m;
  m << value(0), value(3), value(5), value(3), value(1), value(4), value(5), value(4), value(2);
  return m;
}

}  // namespace pillardd
#endif
