#pragma once
#include <cmath>
#include <vector>

#include "ddd/network/network.hpp"

namespace pillardd {

/// A straight piece of a line [nm].
struct LinePiece {
  Vector3 a, b;
  Vector3 middle = 0.5 * (a + b);
  double half = 0.5 * (b - a).norm();
};

/// All alive segments, in the order of their ids.
std::vector<LinePiece> line_pieces(const Network& network);
/// The same into a list that is there.
void line_pieces(const Network& network, std::vector<LinePiece>& out);

/// The shortest of the periodic copies of a way along z; period 0: none.
inline Vector3 folded(Vector3 way, double period) {
  if (period > 0.0 && std::abs(way.z()) > 0.5 * period) way.z() -= period * std::nearbyint(way.z() / period);
  return way;
}

/// The point of the pieces nearest to x, copies included; very far away where there are none.
Vector3 nearest_on_lines(const Vector3& x, const std::vector<LinePiece>& lines, double period);

}  // namespace pillardd
