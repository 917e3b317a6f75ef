#pragma once
#include "ddd/base/types.hpp"
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd::detail {

/// What a pair of segments is seen from: `outer` is the shorter one. R = D + x t_o - y t_i, x and y from the a ends.
struct PairFrame {
  Vector3 t_outer, t_inner;  ///< unit line senses
  Vector3 cross;             ///< t_outer x t_inner
  double length_outer, length_inner;
  Vector3 d;            ///< outer.a - inner.a [nm]
  double cosine, sine;  ///< of the angle; sine = |cross|
  double a2;            ///< square of the core radius [nm^2]
};

/// Weight of the b end of a segment over the pair: constant + x * by_x + y * by_y, in the coordinates of the moments.
struct PairShape {
  double constant, by_x, by_y;
};

/// The double integrals k3 = int int x^i y^j / R_a^3 (i+j <= 2) and k5 = int int x^i y^j / R_a^5 (i+j <= 4) in
/// coordinates where R = d + x e_x + y e_y, each of the three parts being of the size of R or less (eq. 12). Order: 00
/// | 10 01 | 20 11 02 | 30 21 12 03 | 40 31 22 13 04. The measure is that of the two line lengths.
struct PairIntegrals {
  Vector3 d, e_x, e_y;
  PairShape outer, inner;
  double k3[6];
  double k5[15];
};

/// Product Gauss rule about the midpoints, for segments short against their distance; false where it does not converge
/// or takes more than `most_points`.
bool gauss_product(const PairFrame& frame, int most_points, PairIntegrals& out);

/// Graded Gauss panels over the outer segment, closed form over the inner one: any pair.
void gauss_panels(const PairFrame& frame, PairIntegrals& out);

/// Closed form for parallel lines; false where its corner terms would cancel.
bool closed_parallel(const PairFrame& frame, PairIntegrals& out);

/// Closed form for lines at an angle; false where its corner terms would cancel.
bool closed_skew(const PairFrame& frame, PairIntegrals& out);

}  // namespace pillardd::detail
