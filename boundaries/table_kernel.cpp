#include "boundaries/table_kernel.hpp"

#include <algorithm>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "boundaries/table_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// As std::atan2, but 0 on the axis.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V angle(D d, V x, V y) {
  constexpr double pi = std::numbers::pi;
  const V wide = hn::Abs(x), high = hn::Abs(y), least = hn::Set(d, 1e-300);
  const V slope = hn::Atan(d, hn::Min(wide, high) / hn::Max(hn::Max(wide, high), least));
  const V quarter = hn::IfThenElse(high > wide, hn::Set(d, 0.5 * pi) - slope, slope);
  return hn::CopySign(hn::IfThenElse(x < hn::Zero(d), hn::Set(d, pi) - quarter, quarter), y);
}

void Places(const TableSteps& steps, const TablePlaces::Rows<double>& x, TablePlaces& out) {
  const hn::CappedTag<double, table_points> d;
  const hn::Rebind<float, decltype(d)> single;
  using Lanes = hn::Vec<decltype(d)>;
  constexpr double pi = std::numbers::pi;
  const Lanes around = hn::Set(d, steps.around / (2 * pi)), along = hn::Set(d, static_cast<double>(steps.along));
  for (std::size_t i = 0; i < table_points; i += hn::Lanes(d)) {
    const Lanes px = hn::Load(d, x[0].data() + i), py = hn::Load(d, x[1].data() + i);
    const Lanes inward = hn::Min(hn::Sqrt(px * px + py * py) / hn::Set(d, steps.radius), hn::Set(d, 1.0));
    const Lanes up = hn::Load(d, x[2].data() + i) * (along / hn::Set(d, steps.period));
    const Lanes at[3] = {hn::Acos(d, inward) * hn::Set(d, (2 * steps.layers - 1) / pi), angle(d, px, py) * around,
                         up - along * hn::Floor(up / along)};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const Lanes node = hn::Floor(at[axis]);
      hn::Store(node, d, out.node[axis].data() + i);
      hn::Store(hn::DemoteTo(single, at[axis] - node), single, out.past[axis].data() + i);
    }
  }
}

using Tag = hn::CappedTag<float, table_points>;
using Lanes = hn::Vec<Tag>;

HWY_INLINE Lanes set(float x) {
  return hn::Set(Tag(), x);
}

/// (t^5 next to which the two others stand)/120, t in [0, 1] from the node before.
HWY_INLINE void splines(Lanes t, Lanes* w) {
  const Lanes part = set(1.0F / 120.0F), u = set(1.0F) - t;
  const auto outer = [&](Lanes x) HWY_ATTR { return part * (x * x * x * x * x); };
  const auto next = [&](Lanes x) HWY_ATTR {
    return part *
           (set(26.0F) + x * (set(-50.0F) + x * (set(20.0F) + x * (set(20.0F) + x * (set(5.0F) * x - set(20.0F))))));
  };
  const auto middle = [&](Lanes x) HWY_ATTR {
    return part * (set(66.0F) + x * x * (set(-60.0F) + x * x * (set(30.0F) - set(10.0F) * x)));
  };
  w[0] = outer(u);
  w[1] = next(t);
  w[2] = middle(t);
  w[3] = middle(u);
  w[4] = next(u);
  w[5] = outer(t);
}

HWY_INLINE void lagrange(Lanes t, Lanes* w) {
  const Lanes a = t + set(2.0F), b = t + set(1.0F), c = t, d = t - set(1.0F), e = t - set(2.0F), f = t - set(3.0F);
  const Lanes abc = a * b * c, def = d * e * f, ab = a * b, ef = e * f;
  const Lanes end = set(1.0F / 120.0F), next = set(1.0F / 24.0F), middle = set(1.0F / 12.0F);
  w[0] = set(0.0F) - end * (b * c * def);
  w[1] = next * (a * c * def);
  w[2] = set(0.0F) - middle * (ab * def);
  w[3] = middle * (abc * ef);
  w[4] = set(0.0F) - next * (abc * d * f);
  w[5] = end * (abc * d * e);
}

void Weights(const TablePlaces::Rows<float>& past, TableWeights& out) {
  const Tag d;
  for (std::size_t i = 0; i < table_points; i += hn::Lanes(d)) {
    const auto put = [&](const Lanes* w, TableWeights::Rows& to) HWY_ATTR {
      for (std::size_t j = 0; j < table_width; ++j) hn::Store(w[j], d, to[j].data() + i);
    };
    Lanes w[table_width];
    lagrange(hn::Load(d, past[0].data() + i), w);
    put(w, out.by_layer);
    splines(hn::Load(d, past[1].data() + i), w);
    put(w, out.by_around);
    splines(hn::Load(d, past[2].data() + i), w);
    put(w, out.by_along);
  }
}

/// A node in a vector, or a part of one.
template <class D>
HWY_INLINE void read_nodes(D d, const TableStencil& s, const TableWeights& w, std::size_t point, float* out) {
  using V = hn::Vec<D>;
  for (std::size_t lane = 0; lane < table_node; lane += hn::Lanes(d)) {
    V total = hn::Zero(d);
    for (std::size_t l = 0; l < table_width; ++l) {
      V layer = hn::Zero(d);
      for (std::size_t j = 0; j < table_width; ++j) {
        const float* row = s.layer[l] + s.along[j] + lane;
        V line = hn::Set(d, w.by_around[0][point]) * hn::LoadU(d, row);
        for (std::size_t i = 1; i < table_width; ++i)
          line = hn::MulAdd(hn::Set(d, w.by_around[i][point]), hn::LoadU(d, row + table_node * i), line);
        layer = hn::MulAdd(hn::Set(d, w.by_along[j][point]), line, layer);
      }
      total = hn::MulAdd(hn::Set(d, w.by_layer[l][point]), layer, total);
    }
    hn::StoreU(total, d, out + lane);
  }
}

#if HWY_TARGET != HWY_SCALAR
/// Two nodes in a vector.
template <class D>
HWY_INLINE void read_pairs(D d, const TableStencil& s, const TableWeights& w, std::size_t point, float* out) {
  using V = hn::Vec<D>;
  const hn::Half<D> one;
  constexpr std::size_t pairs = table_width / 2;
  V around[pairs];
  for (std::size_t i = 0; i < pairs; ++i)
    around[i] = hn::Combine(d, hn::Set(one, w.by_around[2 * i + 1][point]), hn::Set(one, w.by_around[2 * i][point]));
  V total = hn::Zero(d);
  for (std::size_t l = 0; l < table_width; ++l) {
    V layer = hn::Zero(d);
    for (std::size_t j = 0; j < table_width; ++j) {
      const float* row = s.layer[l] + s.along[j];
      V line = around[0] * hn::LoadU(d, row);
      for (std::size_t i = 1; i < pairs; ++i)
        line = hn::MulAdd(around[i], hn::LoadU(d, row + 2 * table_node * i), line);
      layer = hn::MulAdd(hn::Set(d, w.by_along[j][point]), line, layer);
    }
    total = hn::MulAdd(hn::Set(d, w.by_layer[l][point]), layer, total);
  }
  hn::StoreU(hn::LowerHalf(one, total) + hn::UpperHalf(one, total), one, out);
}
#endif

void Read(const TableStencil* stencils, const TableWeights& weights, std::size_t count, float* out) {
  for (std::size_t point = 0; point < count; ++point, out += table_node) {
#if HWY_TARGET != HWY_SCALAR
    if constexpr (hn::MaxLanes(Tag()) == 2 * table_node) {
      read_pairs(Tag(), stencils[point], weights, point, out);
      continue;
    }
#endif
    read_nodes(hn::CappedTag<float, table_node>(), stencils[point], weights, point, out);
  }
}

void Nodes(const std::array<const float*, 6>& rows, std::size_t count, float* nodes) {
  const Tag d;
  const hn::CappedTag<float, 4> quarter;
  alignas(64) float first[4 * table_points], second[4 * table_points];
  for (std::size_t begin = 0; begin < count; begin += hn::Lanes(d)) {
    const auto row = [&](std::size_t k) HWY_ATTR { return hn::Load(d, rows[k] + begin); };
    hn::StoreInterleaved4(row(0), row(1), row(2), row(3), d, first);
    hn::StoreInterleaved4(row(4), row(5), hn::Zero(d), hn::Zero(d), d, second);
    const std::size_t some = std::min(hn::Lanes(d), count - begin);
    for (std::size_t i = 0; i < some; ++i, nodes += table_node)
      for (std::size_t lane = 0; lane < 4; lane += hn::Lanes(quarter)) {
        hn::StoreU(hn::Load(quarter, first + 4 * i + lane), quarter, nodes + lane);
        hn::StoreU(hn::Load(quarter, second + 4 * i + lane), quarter, nodes + 4 + lane);
      }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(Places);
HWY_EXPORT(Weights);
HWY_EXPORT(Read);
HWY_EXPORT(Nodes);

void find_places(const TableSteps& steps, const TablePlaces::Rows<double>& x, TablePlaces& out) {
  HWY_DYNAMIC_DISPATCH(Places)(steps, x, out);
}

void find_weights(const TablePlaces::Rows<float>& past, TableWeights& out) {
  HWY_DYNAMIC_DISPATCH(Weights)(past, out);
}

void read_table(const TableStencil* stencils, const TableWeights& weights, std::size_t count, float* out) {
  HWY_DYNAMIC_DISPATCH(Read)(stencils, weights, count, out);
}

void put_nodes(const std::array<const float*, 6>& rows, std::size_t count, float* nodes) {
  HWY_DYNAMIC_DISPATCH(Nodes)(rows, count, nodes);
}

}  // namespace pillardd
#endif
