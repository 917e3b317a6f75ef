#include "ddd/elasticity/far_kernel.hpp"

#include <algorithm>

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/far_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 16>;
using Lanes = hn::Vec<Tag>;

/// Stress of target lanes, in the rows' order.
struct Stress {
  Lanes xx, yy, zz, xy, yz, xz;
};

HWY_INLINE Stress load(const float* from) {
  const Tag d;
  return {hn::Load(d, from),      hn::Load(d, from + 16), hn::Load(d, from + 32),
          hn::Load(d, from + 48), hn::Load(d, from + 64), hn::Load(d, from + 80)};
}

HWY_INLINE void store(const Stress& s, float* to) {
  const Tag d;
  hn::Store(s.xx, d, to);
  hn::Store(s.yy, d, to + 16);
  hn::Store(s.zz, d, to + 32);
  hn::Store(s.xy, d, to + 48);
  hn::Store(s.yz, d, to + 64);
  hn::Store(s.xz, d, to + 80);
}

/// 1/R_a^2 and 1/R_a^3 of sources on lanes. Taken for many before the rest: what follows would wait for each.
struct Inverses {
  static constexpr std::size_t most = 16;  ///< sources
  HWY_ALIGN float square[most][block_points], cube[most][block_points];

  template <class Keep>
  HWY_INLINE void set(std::size_t i, const float* at, Lanes x, Lanes y, Lanes z, Lanes core, const Keep& keep) {
    const Tag d;
    const Lanes rx = hn::Sub(x, hn::Set(d, at[0])), ry = hn::Sub(y, hn::Set(d, at[1]));
    const Lanes rz = hn::Sub(z, hn::Set(d, at[2]));
    const Lanes r2 = hn::MulAdd(rx, rx, hn::MulAdd(ry, ry, hn::MulAdd(rz, rz, core)));
    const Lanes inverse2 = keep(hn::Div(hn::Set(d, 1.0F), r2));
    hn::Store(inverse2, d, square[i]);
    hn::Store(hn::Mul(inverse2, hn::Sqrt(inverse2)), d, cube[i]);
  }
};

/// A source of the next run: in large networks it comes from far away.
template <class Source>
HWY_INLINE void ask_for(const Source* source) {
  hwy::Prefetch(reinterpret_cast<const char*>(source));
  if constexpr (sizeof(Source) > 64) hwy::Prefetch(reinterpret_cast<const char*>(source) + 64);
}

/// Lanes that take part: all.
struct KeepAll {
  HWY_INLINE Lanes operator()(Lanes v) const { return v; }
};

/// sigma += c (W + W^T) - (v R^T + R v^T) + g I, with W = [R x] Q, v = u/R_a^3 - h R / 2, h = 3 (u.R)/R_a^5,
/// c = 2/R_a^3 + 3 a^2/R_a^5, g = (u.R)(1/R_a^3 + 3 a^2/R_a^5): eq. 3. About 100 flops.
HWY_INLINE void add_source(const PointSource& s, Lanes x, Lanes y, Lanes z, Lanes core, const Inverses& inverses,
                           std::size_t i, Stress& out) {
  const Tag d;
  const auto value = [&](float v) HWY_ATTR { return hn::Set(d, v); };
  const Lanes rx = hn::Sub(x, value(s.x[0])), ry = hn::Sub(y, value(s.x[1])), rz = hn::Sub(z, value(s.x[2]));
  const Lanes inverse2 = hn::Load(d, inverses.square[i]), inverse3 = hn::Load(d, inverses.cube[i]);
  const Lanes inverse5 = hn::Mul(value(3.0F), hn::Mul(inverse3, inverse2));
  const Lanes with_core = hn::MulAdd(core, inverse5, inverse3);
  const Lanes c = hn::Add(with_core, inverse3), c2 = hn::Add(c, c);
  const Lanes ux = value(s.u[0]), uy = value(s.u[1]), uz = value(s.u[2]);
  const Lanes u_r = hn::MulAdd(ux, rx, hn::MulAdd(uy, ry, hn::Mul(uz, rz)));
  const Lanes g = hn::Mul(u_r, with_core), half_h = hn::Mul(value(0.5F), hn::Mul(u_r, inverse5));
  const Lanes vx = hn::NegMulAdd(half_h, rx, hn::Mul(ux, inverse3));
  const Lanes vy = hn::NegMulAdd(half_h, ry, hn::Mul(uy, inverse3));
  const Lanes vz = hn::NegMulAdd(half_h, rz, hn::Mul(uz, inverse3));
  const Lanes zx = value(s.q[0]), yx = value(s.q[1]), xy = value(s.q[2]);
  const Lanes zy = value(s.q[3]), yz = value(s.q[4]), xz = value(s.q[5]);
  const Lanes wxx = hn::NegMulAdd(rz, yx, hn::Mul(ry, zx)), wyy = hn::NegMulAdd(rx, zy, hn::Mul(rz, xy));
  const Lanes wzz = hn::NegMulAdd(ry, xz, hn::Mul(rx, yz));
  const Lanes wxy = hn::NegMulAdd(rx, zx, hn::MulAdd(rz, value(s.q[6]), hn::Mul(ry, zy)));
  const Lanes wyz = hn::NegMulAdd(ry, xy, hn::MulAdd(rx, value(s.q[7]), hn::Mul(rz, xz)));
  const Lanes wxz = hn::NegMulAdd(rz, yz, hn::MulAdd(ry, value(s.q[8]), hn::Mul(rx, yx)));
  out.xx = hn::MulAdd(c2, wxx, hn::NegMulAdd(hn::Add(vx, vx), rx, hn::Add(out.xx, g)));
  out.yy = hn::MulAdd(c2, wyy, hn::NegMulAdd(hn::Add(vy, vy), ry, hn::Add(out.yy, g)));
  out.zz = hn::MulAdd(c2, wzz, hn::NegMulAdd(hn::Add(vz, vz), rz, hn::Add(out.zz, g)));
  out.xy = hn::MulAdd(c, wxy, hn::NegMulAdd(vx, ry, hn::NegMulAdd(vy, rx, out.xy)));
  out.yz = hn::MulAdd(c, wyz, hn::NegMulAdd(vy, rz, hn::NegMulAdd(vz, ry, out.yz)));
  out.xz = hn::MulAdd(c, wxz, hn::NegMulAdd(vx, rz, hn::NegMulAdd(vz, rx, out.xz)));
}

void PointStress(const float* x, std::size_t blocks, const SourceRun* runs, std::size_t run_count, float core_squared,
                 float* out) {
  const Tag d;
  const Lanes core = hn::Set(d, core_squared);
  Inverses inverses;
  for (std::size_t block = 0; block < blocks;
       ++block, x += point_rows * block_points, out += stress_rows * block_points)
    for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
      Stress sum = load(out + lane);
      for (std::size_t r = 0; r < run_count; ++r) {
        const SourceRun& run = runs[r];
        const Lanes px = hn::Sub(hn::Load(d, x + lane), hn::Set(d, run.shift[0]));
        const Lanes py = hn::Sub(hn::Load(d, x + lane + 16), hn::Set(d, run.shift[1]));
        const Lanes pz = hn::Sub(hn::Load(d, x + lane + 32), hn::Set(d, run.shift[2]));
        for (std::uint32_t begin = 0; begin < run.count; begin += Inverses::most) {
          const PointSource *const from = run.first + begin, *const next = runs[std::min(r + 1, run_count - 1)].first;
          const std::size_t count = std::min<std::size_t>(Inverses::most, run.count - begin);
          for (std::size_t s = 0; s < count; ++s) {
            ask_for(next + s);
            inverses.set(s, from[s].x, px, py, pz, core, KeepAll());
          }
          for (std::size_t s = 0; s < count; ++s) add_source(from[s], px, py, pz, core, inverses, s, sum);
        }
      }
      store(sum, out + lane);
    }
}

/// sigma += A t + h R R^T + g I/3, t = R/R^3, g = 3 (u.R)/R^3, h = g/R^2, of which xx and yy and by the trace zz: 35
/// products and multiply-adds.
void SharpStress(const float* x, const SharpRun* runs, std::size_t run_count, float trace_factor, float* out) {
  const Tag d;
  Inverses inverses;
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
    Stress sum = load(out + lane);
    Lanes xx = hn::Zero(d), yy = xx, trace = xx;  // trace: sum of g
    for (std::size_t k = 0; k < run_count; ++k) {
      const SharpRun& run = runs[k];
      const Lanes px = hn::Sub(hn::Load(d, x + lane), hn::Set(d, run.shift[0]));
      const Lanes py = hn::Sub(hn::Load(d, x + lane + 16), hn::Set(d, run.shift[1]));
      const Lanes pz = hn::Sub(hn::Load(d, x + lane + 32), hn::Set(d, run.shift[2]));
      const SharpSource* const next = runs[std::min(k + 1, run_count - 1)].first;
      for (std::uint32_t i = 0; i < run.count; ++i) {
        ask_for(next + i);
        inverses.set(i, run.first[i].x, px, py, pz, hn::Zero(d), KeepAll());
      }
      for (std::uint32_t i = 0; i < run.count; ++i) {
        const SharpSource& s = run.first[i];
        const auto value = [&](float v) HWY_ATTR { return hn::Set(d, v); };
        const Lanes rx = hn::Sub(px, value(s.x[0])), ry = hn::Sub(py, value(s.x[1])), rz = hn::Sub(pz, value(s.x[2]));
        const Lanes inverse2 = hn::Load(d, inverses.square[i]), inverse3 = hn::Load(d, inverses.cube[i]);
        const Lanes u_r = hn::MulAdd(value(s.u[0]), rx, hn::MulAdd(value(s.u[1]), ry, hn::Mul(value(s.u[2]), rz)));
        trace = hn::MulAdd(u_r, inverse3, trace);
        const Lanes h = hn::Mul(u_r, hn::Mul(inverse3, inverse2));
        const Lanes tx = hn::Mul(inverse3, rx), ty = hn::Mul(inverse3, ry), tz = hn::Mul(inverse3, rz);
        const Lanes hx = hn::Mul(h, rx), hy = hn::Mul(h, ry);
        const auto add = [&](const float* a, Lanes hi, Lanes rj, Lanes to) HWY_ATTR {
          to = hn::MulAdd(hi, rj, hn::MulAdd(value(a[0]), tx, to));
          return hn::MulAdd(value(a[2]), tz, hn::MulAdd(value(a[1]), ty, to));
        };
        xx = add(s.a[0], hx, rx, xx), yy = add(s.a[1], hy, ry, yy);
        sum.xy = add(s.a[2], hx, ry, sum.xy), sum.yz = add(s.a[3], hy, rz, sum.yz);
        sum.xz = add(s.a[4], hx, rz, sum.xz);
      }
    }
    const Lanes third = hn::Set(d, 1.0F / 3.0F);
    xx = hn::MulAdd(third, trace, xx), yy = hn::MulAdd(third, trace, yy);
    sum.xx = hn::Add(sum.xx, xx), sum.yy = hn::Add(sum.yy, yy);
    sum.zz = hn::Add(sum.zz, hn::MulSub(hn::Set(d, trace_factor), trace, hn::Add(xx, yy)));
    store(sum, out + lane);
  }
}

void MaskedStress(const float* x, const MiddlePoint* middle, const MaskedRun& run, float core_squared, float* out) {
  const Tag d;
  const Lanes core = hn::Set(d, core_squared), zero = hn::Zero(d);
  Inverses inverses;
  HWY_ALIGN float m[4][block_points];
  for (std::size_t l = 0; l < block_points; ++l) {
    for (std::size_t k = 0; k < 3; ++k) m[k][l] = middle[l % 8].x[k];
    m[3][l] = middle[l % 8].reach_squared;
  }
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
    Stress sum = load(out + lane);
    const Lanes px = hn::Sub(hn::Load(d, x + lane), hn::Set(d, run.shift[0]));
    const Lanes py = hn::Sub(hn::Load(d, x + lane + 16), hn::Set(d, run.shift[1]));
    const Lanes pz = hn::Sub(hn::Load(d, x + lane + 32), hn::Set(d, run.shift[2]));
    const Lanes mx = hn::Load(d, m[0] + lane), my = hn::Load(d, m[1] + lane), mz = hn::Load(d, m[2] + lane);
    const Lanes reach = hn::Load(d, m[3] + lane);
    for (std::uint32_t s = 0; s < run.segments; ++s) {  // the comparison of is_near, operation by operation
      const MiddlePoint& j = run.middle[s];
      const Lanes dx = hn::Sub(mx, hn::Set(d, j.x[0])), dy = hn::Sub(my, hn::Set(d, j.x[1]));
      const Lanes dz = hn::Sub(hn::Sub(mz, hn::Set(d, j.x[2])), hn::Set(d, run.dz));
      const Lanes square = hn::Add(hn::Add(hn::Mul(dx, dx), hn::Mul(dy, dy)), hn::Mul(dz, dz));
      const auto near = hn::Lt(square, hn::Max(reach, hn::Set(d, j.reach_squared)));
      const auto keep = [&](Lanes v) HWY_ATTR { return hn::IfThenElse(near, zero, v); };
      for (std::size_t g = 2 * s; g < 2 * s + 2; ++g) inverses.set(g, run.first[g].x, px, py, pz, core, keep);
    }
    for (std::size_t g = 0; g < 2 * std::size_t{run.segments}; ++g)
      add_source(run.first[g], px, py, pz, core, inverses, g, sum);
    store(sum, out + lane);
  }
}

/// shift: of each block's centre.
void FarthestPoint(const float* x, std::size_t blocks, const float (*shift)[3], Farthest& out) {
  const Tag d;
  HWY_ALIGN float square[block_points];
  out.square = -1.0F;
  for (std::size_t block = 0; block < blocks; ++block, x += point_rows * block_points) {
    Lanes most = hn::Zero(d);
    for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
      Lanes sum = hn::Zero(d);
      for (std::size_t i = 0; i < point_rows; ++i) {
        const Lanes r = hn::Add(hn::Load(d, x + block_points * i + lane), hn::Set(d, shift[block][i]));
        sum = hn::MulAdd(r, r, sum);
      }
      most = hn::Max(most, sum);
      hn::Store(sum, d, square + lane);
    }
    if (hn::GetLane(hn::MaxOfLanes(d, most)) <= out.square) continue;
    for (std::size_t p = 0; p < block_points; ++p) {
      if (square[p] <= out.square) continue;
      out.square = square[p];
      for (std::size_t i = 0; i < point_rows; ++i) out.x[i] = x[block_points * i + p] + shift[block][i];
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(PointStress);
HWY_EXPORT(SharpStress);
HWY_EXPORT(MaskedStress);
HWY_EXPORT(FarthestPoint);

Farthest farthest_point(const float* x, std::size_t blocks, const Vector3* center, const Vector3& from) {
  constexpr std::size_t at_once = 32;
  Farthest best{-1.0F, {}};
  for (std::size_t begin = 0; begin < blocks; begin += at_once) {
    const std::size_t count = std::min(at_once, blocks - begin);
    float shift[at_once][3];
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t i = 0; i < point_rows; ++i)
        shift[k][i] =
            static_cast<float>(center[begin + k][static_cast<Eigen::Index>(i)] - from[static_cast<Eigen::Index>(i)]);
    Farthest here;
    HWY_DYNAMIC_DISPATCH(FarthestPoint)(x + point_rows * block_points * begin, count, shift, here);
    if (here.square > best.square) best = here;
  }
  return best;
}

void add_point_stress(const float* x, std::size_t blocks, std::span<const SourceRun> runs, float core_squared,
                      float* out) {
  HWY_DYNAMIC_DISPATCH(PointStress)(x, blocks, runs.data(), runs.size(), core_squared, out);
}

void add_sharp_stress(const float* x, std::span<const SharpRun> runs, float trace, float* out) {
  HWY_DYNAMIC_DISPATCH(SharpStress)(x, runs.data(), runs.size(), trace, out);
}

void add_masked_stress(const float* x, const MiddlePoint* middle, const MaskedRun& run, float core_squared,
                       float* out) {
  HWY_DYNAMIC_DISPATCH(MaskedStress)(x, middle, run, core_squared, out);
}

}  // namespace pillardd
#endif
