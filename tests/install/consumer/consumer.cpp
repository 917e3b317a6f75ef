#include <cmath>
#include <cstdio>
#include <numbers>

#include "ddd/elasticity/elasticity.hpp"

/// A screw along z, long against its distance: |sigma_yz(x = r)| = mu b / (2 pi r). Hirth & Lothe, Theory of Dislocations
/// (1982), ch. 3. The half length is 1e4 r and the core r/1000, so the closed form holds to 1e-5 of itself.
int main() {
  const double shear = 100, b = 0.25, r = 10;
  const pillardd::ElasticConstants elastic{shear, 0.3, r / 1000};
  const pillardd::StraightSegment screw{{0, 0, -1e4 * r}, {0, 0, 1e4 * r}, {0, 0, b}};
  const double stress = pillardd::segment_stress({r, 0, 0}, screw, elastic)(1, 2);
  const double expected = shear * b / (2 * std::numbers::pi * r);
  std::printf("%.12g GPa, expected %.12g GPa\n", stress, expected);
  return std::abs(std::abs(stress) - expected) < 1e-5 * expected ? 0 : 1;
}
