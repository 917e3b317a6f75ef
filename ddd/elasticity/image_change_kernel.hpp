#pragma once
#include <cstddef>

namespace pillardd {

/// Places and their depths below a surface, one list each [nm]. Single precision.
struct PlaceLists {
  const float *x, *y, *z, *depth;
  std::size_t count;
};

/// Adds to `change`, by place, sum over pieces of radius way/r^2 min(1, length/r), r^2 = |x - x_i|^2 + 4 d d_i, in the
/// order of the pieces: by how much pieces that have moved by `way` may change the image stress (docs/theory/
/// image-spectral.md, 17). z within the period, of which the nearest copy counts; 0: none. Dispatched to the
/// processor's vectors.
void add_image_change(const PlaceLists& pieces, const float* length, const float* way, const PlaceLists& places,
                      float radius, float period, float* change);

}  // namespace pillardd
