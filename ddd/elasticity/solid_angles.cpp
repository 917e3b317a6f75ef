// Solid angles of triangles in vectors of points, once for each SIMD target.
#include "ddd/elasticity/solid_angles.hpp"

#include <cmath>
#include <numbers>

#include "ddd/base/simd.hpp"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/solid_angles.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ddd/elasticity/vector_functions-inl.hpp"

#ifndef PILLARDD_SOLID_ANGLES_ONCE
#define PILLARDD_SOLID_ANGLES_ONCE
namespace pillardd {
/// Of the product of the three lengths: a triple product below it is that of a point on the triangle's plane.
constexpr double on_plane = 1e-14;
}  // namespace pillardd
#endif

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {
namespace {

/// From a point, moved along z, to a corner.
HWY_INLINE Vec3 seen(const Vec3& x, const SlippedCorner& corner, double rise) {
  if (corner.far) return {set(corner.x.x()), set(corner.x.y()), set(corner.x.z())};
  return {set(corner.x.x()) - x.x, set(corner.x.y()) - x.y, set(corner.x.z() + rise) - x.z};
}

/// 2 pi times slip_fraction.
HWY_INLINE V half_angle(const Vec3& x, const SlippedTriangle& triangle, double rise) {
  const Vec3 r1 = seen(x, triangle.corners[0], rise), r2 = seen(x, triangle.corners[1], rise),
             r3 = seen(x, triangle.corners[2], rise);
  const V n1 = hn::Sqrt(dot(r1, r1)), n2 = hn::Sqrt(dot(r2, r2)), n3 = hn::Sqrt(dot(r3, r3));
  const V triple = dot(r1, cross(r2, r3)), volume = n1 * n2 * n3;
  const V sum = volume + dot(r1, r2) * n3 + dot(r2, r3) * n1 + dot(r3, r1) * n2;
  const V angles = hn::CopySign(angle(arc_argument(hn::Abs(triple), sum)), set(0.0) - triple);
  return hn::IfThenElseZero(hn::Abs(triple) > set(on_plane) * volume, angles);
}

void slip(const SlipRows& points, std::span<const SlippedTriangle> triangles, int copies, double period,
          SlipRows& out) {
  const Lanes d;
  for (std::size_t p = 0; p < slip_lanes; p += hn::Lanes(d)) {
    const Vec3 x{hn::Load(d, points.x + p), hn::Load(d, points.y + p), hn::Load(d, points.z + p)};
    Vec3 u{set(0.0), set(0.0), set(0.0)};
    for (const SlippedTriangle& t : triangles) {
      V part = set(0.0);
      for (int k = -copies; k <= copies; ++k) part = part + half_angle(x, t, k * period);
      part = part * set(0.5 * std::numbers::inv_pi);
      u = u + Vec3{set(t.burgers.x()) * part, set(t.burgers.y()) * part, set(t.burgers.z()) * part};
    }
    hn::Store(u.x, d, out.x + p);
    hn::Store(u.y, d, out.y + p);
    hn::Store(u.z, d, out.z + p);
  }
}

}  // namespace
}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {
namespace {

HWY_EXPORT(slip);

}  // namespace

SlipRows slipped(const SlipRows& points, std::span<const SlippedTriangle> triangles, int copies, double period) {
  simd_target();
  SlipRows out;
  HWY_DYNAMIC_DISPATCH(slip)(points, triangles, copies, period, out);
  return out;
}

double slip_fraction(const Vector3& x, const SlippedTriangle& t) {
  const auto seen = [&](const SlippedCorner& c) { return c.far ? c.x : Vector3(c.x - x); };
  const Vector3 r1 = seen(t.corners[0]), r2 = seen(t.corners[1]), r3 = seen(t.corners[2]);
  const double n1 = r1.norm(), n2 = r2.norm(), n3 = r3.norm(), triple = r1.dot(r2.cross(r3));
  if (!(std::abs(triple) > on_plane * n1 * n2 * n3)) return 0.0;
  const double sum = n1 * n2 * n3 + r1.dot(r2) * n3 + r2.dot(r3) * n1 + r3.dot(r1) * n2;
  return -std::atan2(triple, sum) / (2.0 * std::numbers::pi);
}

}  // namespace pillardd
#endif
