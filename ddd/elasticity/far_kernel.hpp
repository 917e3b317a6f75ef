#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "ddd/base/types.hpp"

namespace pillardd {

/// A point that stands for Burgers vectors b and line elements dl (docs/theory/far-field.md, eq. 3). Single precision,
/// constants of elasticity included: k = mu/8pi. One cache line.
struct alignas(64) PointSource {
  float u[3];  ///< 2k/(1-nu) sum b x dl
  float q[9];  ///< of Q = -k sum b dl^T:  zx, yx, xy, zy, yz, xz, xx - yy, yy - zz, zz - xx
  float x[3];  ///< position, relative to a centre the owner knows [nm]
  float none;
};

/// `count` neighbouring sources whose centre stands at `shift` from that of the targets [nm].
struct SourceRun {
  const PointSource* first;
  std::uint32_t count;
  float shift[3];
};

/// A whole segment from so far that neither its length nor its core matters: docs/theory/far-field.md, eq. 3a.
struct SharpSource {
  float a[5][3];  ///< of xx, yy, xy, yz, xz: A in sigma = A R/R^3 + ...
  float u[3];     ///< 3 u
  float x[3];     ///< position, relative to a centre the owner knows [nm]
};

struct SharpRun {
  const SharpSource* first;
  std::uint32_t count;
  float shift[3];  ///< as in SourceRun
};

/// Midpoint of a segment relative to the one centre of all [nm], and the square of its near reach [nm^2].
struct alignas(16) MiddlePoint {
  float x[3];
  float reach_squared;
};

/// Two segments are near when the square of the distance of their midpoints, one of them shifted by dz along z, is
/// below either's reach squared. Exchange of the two (and of the sign of dz) gives the same bits.
inline bool is_near(const MiddlePoint& i, const MiddlePoint& j, float dz) {
  const float x = i.x[0] - j.x[0], y = i.x[1] - j.x[1], z = (i.x[2] - j.x[2]) - dz;
  const float square = x * x + y * y + z * z;
  return square < i.reach_squared || square < j.reach_squared;
}

/// Points of one block: 16 of them, in three rows.
inline constexpr std::size_t block_points = 16;
/// Rows of x, y, z in blocks' inputs and of xx, yy, zz, xy, yz, xz in their outputs.
inline constexpr std::size_t point_rows = 3, stress_rows = 6;

/// The point of the blocks, rows of block k from x + 48 k on about center[k], that is farthest from `from`.
struct Farthest {
  float square;
  float x[3];  ///< from there
};
Farthest farthest_point(const float* x, std::size_t blocks, const Vector3* center, const Vector3& from);

/// Adds the stress [GPa] of the runs' sources to the blocks: positions of block k at x + 48 k, stress at out + 96 k.
void add_point_stress(const float* x, std::size_t blocks, std::span<const SourceRun> runs, float core_squared,
                      float* out);

/// The same of sharp sources, for one block; runs of 16 at most. `trace`: 2(1 + nu)/3, the stress's trace over
/// 3 (u.R)/R^3.
void add_sharp_stress(const float* x, std::span<const SharpRun> runs, float trace, float* out);

/// A cluster of up to 8 segments with two sources each: of segment s at 2 s and 2 s + 1.
struct MaskedRun {
  const PointSource* first;
  const MiddlePoint* middle;
  std::uint32_t segments;
  float shift[3];
  float dz;
};

/// The same for one block of 8 segments, point g of segment s at 8 g + s, for sources of segments that are not near.
void add_masked_stress(const float* x, const MiddlePoint* middle, const MaskedRun& run, float core_squared, float* out);

}  // namespace pillardd
