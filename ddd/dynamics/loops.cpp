#include <algorithm>
#include <cmath>

#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// A connected part of the network.
struct Part {
  std::vector<Slot> nodes, segments;
  bool has_ends = false;   ///< surface, pinned or sessile
  bool only_line = true;   ///< every node has two arms
};

std::vector<Part> connected_parts(const Network& net) {
  std::vector<bool> seen(net.nodes().size(), false);
  std::vector<Part> parts;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] || !net.nodes()[i].alive) continue;
    Part part;
    part.nodes.push_back(static_cast<Slot>(i));
    seen[i] = true;
    for (std::size_t k = 0; k < part.nodes.size(); ++k) {
      const Slot n = part.nodes[k];
      if (net.node(n).kind != NodeKind::free) part.has_ends = true;
      if (net.node(n).arms.size() != 2) part.only_line = false;
      for (const Slot s : net.node(n).arms) {
        if (net.segment(s).sessile) part.has_ends = true;
        if (net.segment(s).a == n) part.segments.push_back(s);
        const auto m = static_cast<std::size_t>(net.other_end(s, n));
        if (!seen[m]) part.nodes.push_back(static_cast<Slot>(m));
        seen[m] = true;
      }
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

/// Nodes of a single line once around, as one copy: from the first, back to it unless it runs through the boundary.
std::vector<Vector3> once_around(const Network& net, const Part& part) {
  std::vector<Vector3> x{net.node(part.nodes.front()).x};
  Slot n = part.nodes.front(), s = net.node(n).arms.front();
  do {
    const Slot m = net.other_end(s, n);
    x.push_back(x.back() + net.separation(net.node(n).x, net.node(m).x));
    s = net.node(m).arms[0] == s ? net.node(m).arms[1] : net.node(m).arms[0];
    n = m;
  } while (n != part.nodes.front());
  return x;
}

/// Whether all of a loop is within `width` of the line through two nodes far from each other.
bool narrower_than(double width, const std::vector<Vector3>& loop) {
  const auto farthest = [&](const Vector3& from) {
    return *std::max_element(loop.begin(), loop.end(), [&](const Vector3& p, const Vector3& q) {
      return (p - from).squaredNorm() < (q - from).squaredNorm();
    });
  };
  const Vector3 end = farthest(loop.front()), along = (farthest(end) - end).normalized();
  return std::all_of(loop.begin(), loop.end(),
                     [&](const Vector3& p) { return (p - end).cross(along).norm() < width; });
}

bool planar(const Network& net, const Part& part) {
  const Integer3& plane = net.segment(part.segments.front()).plane;
  return !is_zero(plane) && std::all_of(part.segments.begin(), part.segments.end(),
                                        [&](Slot s) { return net.segment(s).plane == plane; });
}

double perimeter(const Network& net, const Part& part) {
  double sum = 0.0;
  for (const Slot s : part.segments) sum += net.length(s);
  return sum;
}

}  // namespace

void remove_small_loops(const Model& model, State& state, std::vector<Event>& events) {
  Network& net = state.network;
  for (const Part& part : connected_parts(net)) {
    if (part.has_ends || !part.only_line) continue;
    const std::vector<Vector3> loop = once_around(net, part);
    if (net.period() > 0.0 && (loop.back() - loop.front()).norm() > 0.5 * net.period()) continue;
    const double length = perimeter(net, part);
    const bool small = planar(net, part) && length < 3.0 * model.numerics.segment_min;
    if (!small && !narrower_than(0.5 * model.numerics.core_radius, loop)) continue;
    const Segment first = net.segment(part.segments.front());
    events.push_back({0, 0.0, EventKind::removal, net.node(part.nodes.front()).x, first.burgers, first.plane, length, 0.0});
    Edit edit(net, &state.ledger);
    for (std::size_t k = 1; k < part.nodes.size(); ++k)
      if (net.node(part.nodes[k]).alive && net.node(part.nodes[0]).alive)
        edit.merge(part.nodes[0], part.nodes[k], net.node(part.nodes[0]).x, Cause::removal);
  }
}

double junction_length(const Network& net) {
  Compensated sum;
  for (std::size_t s = 0; s < net.segments().size(); ++s)
    if (net.segments()[s].alive && burgers_family(net.segments()[s].burgers) == BurgersFamily::full_100)
      sum.add(net.length(static_cast<Slot>(s)));
  return sum.total();
}

}  // namespace pillardd
