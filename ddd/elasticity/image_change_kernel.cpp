#include "ddd/elasticity/image_change_kernel.hpp"

#include <algorithm>

#include "ddd/base/simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/image_change_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef PILLARDD_IMAGE_CHANGE_ROWS
#define PILLARDD_IMAGE_CHANGE_ROWS
namespace pillardd {

/// One block of places, filled up with zeros.
struct ImageChangeRows {
  static constexpr std::size_t size = 16;
  alignas(64) float x[size], y[size], z[size], depth[size], change[size];
};

}  // namespace pillardd
#endif

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 16>;
using Lanes = hn::Vec<Tag>;

/// Places on lanes, so that each has its sum in the order of the pieces.
void ImageChange(const PlaceLists& pieces, const float* length, const float* way, ImageChangeRows& rows, float radius,
                 float period) {
  const Tag d;
  const auto set = [&](float v) HWY_ATTR { return hn::Set(d, v); };
  // Without a period its copy is beyond all; a place on a piece that touches the surface keeps r above 1e-3 nm.
  const Lanes beyond = set(period > 0.0F ? period : 1e30F), one = set(1.0F), least = set(1e-6F);
  for (std::size_t lane = 0; lane < ImageChangeRows::size; lane += hn::Lanes(d)) {
    const Lanes x = hn::Load(d, rows.x + lane), y = hn::Load(d, rows.y + lane), z = hn::Load(d, rows.z + lane),
                depth = hn::Load(d, rows.depth + lane);
    Lanes sum = hn::Load(d, rows.change + lane);
    for (std::size_t m = 0; m < pieces.count; ++m) {
      const Lanes dx = x - set(pieces.x[m]), dy = y - set(pieces.y[m]), dz = hn::Abs(z - set(pieces.z[m])),
                  up = hn::Min(dz, hn::Abs(beyond - dz));
      const Lanes square = dx * dx + dy * dy + (up * up + set(4.0F * pieces.depth[m]) * depth) + least;
      const Lanes inverse = one / square;
      sum = sum + set(radius * way[m]) * inverse * hn::Min(one, set(length[m]) * hn::Sqrt(inverse));
    }
    hn::Store(sum, d, rows.change + lane);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(ImageChange);

void add_image_change(const PlaceLists& pieces, const float* length, const float* way, const PlaceLists& places,
                      float radius, float period, float* change) {
  simd_target();
  for (std::size_t begin = 0; begin < places.count; begin += ImageChangeRows::size) {
    const std::size_t count = std::min(ImageChangeRows::size, places.count - begin);
    ImageChangeRows rows{};
    std::copy_n(places.x + begin, count, rows.x);
    std::copy_n(places.y + begin, count, rows.y);
    std::copy_n(places.z + begin, count, rows.z);
    std::copy_n(places.depth + begin, count, rows.depth);
    std::copy_n(change + begin, count, rows.change);
    HWY_DYNAMIC_DISPATCH(ImageChange)(pieces, length, way, rows, radius, period);
    std::copy_n(rows.change, count, change + begin);
  }
}

}  // namespace pillardd
#endif
