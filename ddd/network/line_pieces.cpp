#include "ddd/network/line_pieces.hpp"

#include <algorithm>
#include <limits>

namespace pillardd {

std::vector<LinePiece> line_pieces(const Network& network) {
  std::vector<LinePiece> out;
  line_pieces(network, out);
  return out;
}

void line_pieces(const Network& network, std::vector<LinePiece>& out) {
  out.clear();
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive)
      out.push_back({network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s))});
}

/// Most pieces are told by their middle.
Vector3 nearest_on_lines(const Vector3& x, const std::vector<LinePiece>& lines, double period) {
  double least = std::numeric_limits<double>::infinity();
  Vector3 found = x + Vector3(1e9, 0.0, 0.0);
  for (const LinePiece& p : lines) {
    const Vector3 from_middle = folded(x - p.middle, period);
    const double within = least + p.half;
    if (from_middle.squaredNorm() > within * within) continue;
    const Vector3 line = p.b - p.a, from = from_middle + 0.5 * line;
    const double along = std::clamp(from.dot(line) / std::max(line.squaredNorm(), 1e-300), 0.0, 1.0);
    const double distance = (from - along * line).norm();
    if (distance < least) least = distance, found = p.a + along * line;
  }
  return found;
}

}  // namespace pillardd
