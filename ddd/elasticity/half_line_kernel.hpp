#pragma once
#include <span>

#include "ddd/elasticity/far_kernel.hpp"

namespace pillardd {

/// A half line relative to the centre of a block: where it starts [nm], its unit sense outward, and its Burgers vector
/// times mu/(4 pi (1 - nu)) [GPa nm]. Single precision.
struct HalfLineSource {
  float x[3], t[3], b[3];
};

/// A segment likewise, from x along t.
struct SegmentSource {
  float x[3], t[3], b[3], length;
};

/// Adds the stress [GPa] of half lines to one block of points, in rows as add_point_stress has them; docs/theory/
/// elasticity.md, 4 to 9.
void add_half_line_stress(const float* x, std::span<const HalfLineSource> lines, float poisson, float core_squared,
                          float* out);
void add_segment_stress(const float* x, std::span<const SegmentSource> segments, float poisson, float core_squared,
                        float* out);

/// One line at blocks of the same 16 lanes, lane i of what it does times keep[i].
void add_masked_half_line_stress(const float* x, std::size_t blocks, const HalfLineSource& line, const float* keep,
                                 float poisson, float core_squared, float* out);
void add_masked_segment_stress(const float* x, std::size_t blocks, const SegmentSource& segment, const float* keep,
                               float poisson, float core_squared, float* out);

}  // namespace pillardd
