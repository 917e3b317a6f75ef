// Targets and their stress in the frame of a surface's plane, once for each SIMD target (docs/theory/half-space.md).
#if defined(PILLARDD_HALF_SPACE_FRAMES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_HALF_SPACE_FRAMES_INL
#undef PILLARDD_HALF_SPACE_FRAMES_INL
#else
#define PILLARDD_HALF_SPACE_FRAMES_INL
#endif

#include <hwy/highway.h>

#include "ddd/elasticity/half_space_kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 16>;
using Lanes = hn::Vec<Tag>;

HWY_INLINE Lanes set(float x) {
  return hn::Set(Tag(), x);
}

struct Complex {
  Lanes re, im;
};
HWY_INLINE Complex operator+(const Complex& p, const Complex& q) {
  return {p.re + q.re, p.im + q.im};
}
HWY_INLINE Complex operator*(Lanes f, const Complex& p) {
  return {f * p.re, f * p.im};
}
HWY_INLINE Complex operator*(const Complex& p, const Complex& q) {
  return {p.re * q.re - p.im * q.im, p.re * q.im + p.im * q.re};
}
HWY_INLINE Complex conjugate(const Complex& p) {
  return {p.re, set(0.0F) - p.im};
}

/// xx + yy, zz, xz + i yz, xx - yy + 2i xy in the frame of the plane.
struct SpinStress {
  Lanes sum, zz;
  Complex one, two;
};

/// Targets in the frame of the plane, origin at the image point; z is the depth below the plane.
struct Place {
  Complex w;
  Lanes z, height;
};

/// Whether the first tangent of a plane is z, as of every plane along z: a third of the turns is left then.
HWY_INLINE bool is_upright(const float* frame) {
  return frame[2] == 1.0F && frame[5] == 0.0F && frame[8] == 0.0F;
}

/// One frame for all lanes, or one for each.
struct SameFrame {
  const float* frame;
  HWY_INLINE Lanes operator[](int i) const { return set(frame[i]); }
};
struct FrameByLane {
  const float* frame;  ///< rows of 16
  HWY_INLINE Lanes operator[](int i) const { return hn::Load(Tag(), frame + 16 * i); }
};

template <class Frame>
HWY_INLINE Place place(Lanes rx, Lanes ry, Lanes rz, const Frame& frame, bool upright, Lanes height) {
  if (upright) {
    const Lanes z = hn::Max(set(0.0F), frame[6] * rx + frame[7] * ry - height);
    return {{rz, frame[3] * rx + frame[4] * ry}, z, z + height};
  }
  const auto along = [&](int i) HWY_ATTR { return frame[i] * rx + frame[i + 1] * ry + frame[i + 2] * rz; };
  const Lanes z = hn::Max(set(0.0F), along(6) - height);
  return {{along(0), along(3)}, z, z + height};
}

HWY_INLINE Place place(const float* rows, std::size_t lane, const float* frame, const float* x, float height) {
  const Tag d;
  return place(hn::Load(d, rows + lane) - set(x[0]), hn::Load(d, rows + lane + 16) - set(x[1]),
               hn::Load(d, rows + lane + 32) - set(x[2]), SameFrame{frame}, is_upright(frame), set(height));
}

/// xx, yy, zz, xy, yz, xz in the axes of the targets.
struct Stress {
  Lanes rows[6];
};

HWY_INLINE Stress stress_at(const float* out) {
  const Tag d;
  return {{hn::Load(d, out), hn::Load(d, out + 16), hn::Load(d, out + 32), hn::Load(d, out + 48), hn::Load(d, out + 64),
           hn::Load(d, out + 80)}};
}

HWY_INLINE void put(const Stress& from, float* out) {
  const Tag d;
  for (int r = 0; r < 6; ++r) hn::Store(from.rows[r], d, out + 16 * r);
}

/// Back to the axes of the targets.
template <class Frame>
HWY_INLINE void add_turned(const SpinStress& s, const Frame& frame, bool upright, Stress& out) {
  const auto add = [&](int r, const Lanes& value) HWY_ATTR { out.rows[r] = out.rows[r] + value; };
  const Lanes half = set(0.5F), xx = half * (s.sum + s.two.re), yy = half * (s.sum - s.two.re), xy = half * s.two.im,
              xz = s.one.re, yz = s.one.im, zz = s.zz;
  if (upright) {
    const Lanes e = frame[3], f = frame[4], g = frame[6], h = frame[7];
    const Lanes x_along = e * yy + g * yz, x_down = e * yz + g * zz, y_along = f * yy + h * yz,
                y_down = f * yz + h * zz;
    add(0, e * x_along + g * x_down);
    add(1, f * y_along + h * y_down);
    add(2, xx);
    add(3, f * x_along + h * x_down);
    add(4, f * xy + h * xz);
    add(5, e * xy + g * xz);
    return;
  }
  Lanes row[3][3];
  for (int k = 0; k < 3; ++k) {
    const Lanes e = frame[k], f = frame[3 + k], g = frame[6 + k];
    row[0][k] = xx * e + xy * f + xz * g;
    row[1][k] = xy * e + yy * f + yz * g;
    row[2][k] = xz * e + yz * f + zz * g;
  }
  const auto turned = [&](int i, int k) HWY_ATTR {
    return frame[i] * row[0][k] + frame[3 + i] * row[1][k] + frame[6 + i] * row[2][k];
  };
  add(0, turned(0, 0));
  add(1, turned(1, 1));
  add(2, turned(2, 2));
  add(3, turned(0, 1));
  add(4, turned(1, 2));
  add(5, turned(0, 2));
}

HWY_INLINE void add_turned(const SpinStress& s, const float* frame, Stress& out) {
  add_turned(s, SameFrame{frame}, is_upright(frame), out);
}

HWY_INLINE SpinStress nothing() {
  const Lanes zero = set(0.0F);
  return {zero, zero, {zero, zero}, {zero, zero}};
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
