#pragma once
#include <array>
#include <span>

#include "ddd/base/types.hpp"

namespace pillardd {

/// Corner of a slipped triangle: a place [nm], or a direction where it lies at infinity.
struct SlippedCorner {
  Vector3 x;
  bool far = false;
};

/// What has slipped by `burgers` [nm].
struct SlippedTriangle {
  Vector3 burgers;
  std::array<SlippedCorner, 3> corners;
};

/// Solid angle of a triangle seen from x over 4 pi, positive on the side that (b - a) x (c - a) points to; 0 on its
/// plane. With R1, R2, R3 from x to the corners, of any length where a corner is at infinity:
///   tan(Omega/2) = R1.(R2 x R3) / [R1 R2 R3 + (R1.R2) R3 + (R2.R3) R1 + (R3.R1) R2]
///   van Oosterom & Strackee, IEEE Trans. Biomed. Eng. 30 (1983) 125, whose corners run the other way.
double slip_fraction(const Vector3& x, const SlippedTriangle& triangle);

/// Eight points x, y, z [nm], or what is displaced there.
constexpr int slip_lanes = 8;
struct SlipRows {
  alignas(64) double x[slip_lanes], y[slip_lanes], z[slip_lanes];
};

/// Sum of b Omega/4pi over the triangles, in their order, and with copies = 1 over those moved by -H, 0 and H along z,
/// H = period. Bits of a point do not depend on those beside it.
SlipRows slipped(const SlipRows& points, std::span<const SlippedTriangle> triangles, int copies, double period);

}  // namespace pillardd
