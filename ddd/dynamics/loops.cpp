#include <algorithm>
#include <cmath>
#include <optional>

#include "ddd/dynamics/screw_lines.hpp"
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

/// Closed lines shorter than these have no room for a mesh: those on one plane, and any [segment_min].
constexpr double smallest_planar = 3.0, smallest = 1.0;

void add_removal(const Network& net, Slot at, Slot segment, double length, std::vector<Event>& events) {
  const Segment& of = net.segment(segment);
  events.push_back({0, 0.0, EventKind::removal, net.node(at).x, of.burgers, of.plane, length, 0.0});
}

void remove_small_parts(const Model& model, State& state, std::vector<Event>& events) {
  Network& net = state.network;
  for (const Part& part : connected_parts(net)) {
    if (part.has_ends || !part.only_line) continue;
    const std::vector<Vector3> loop = once_around(net, part);
    if (net.period() > 0.0 && (loop.back() - loop.front()).norm() > 0.5 * net.period()) continue;
    const double length = perimeter(net, part);
    const double least = (planar(net, part) ? smallest_planar : smallest) * model.numerics.segment_min;
    if (!(length < least) && !narrower_than(0.5 * model.numerics.core_radius, loop)) continue;
    add_removal(net, part.nodes.front(), part.segments.front(), length, events);
    Edit edit(net, &state.ledger);
    for (std::size_t k = 1; k < part.nodes.size(); ++k)
      if (net.node(part.nodes[k]).alive && net.node(part.nodes[0]).alive)
        edit.merge(part.nodes[0], part.nodes[k], net.node(part.nodes[0]).x, Cause::removal);
  }
}

/// Whether n is a corner of a triangle of one line, which may hang on the network at the two others: its perimeter.
std::optional<double> triangle_at(const Network& net, Slot n) {
  if (!is_line_node(net, n)) return std::nullopt;
  const Slot s = net.node(n).arms[0], t = net.node(n).arms[1], p = net.other_end(s, n), q = net.other_end(t, n);
  const Slot across = p == q ? no_slot : net.segment_between(p, q);
  if (across == no_slot || net.segment(across).sessile) return std::nullopt;
  if (net.burgers_from(across, q) != net.burgers_from(s, p)) return std::nullopt;
  return net.length(s) + net.length(t) + net.length(across);
}

/// Triangles too small to be meshed that hang on a pin or a junction. On planes of their own none of their corners may
/// leave its line, and they hold an explicit step as long as they last.
void remove_small_triangles(const Model& model, State& state, std::vector<Event>& events) {
  Network& net = state.network;
  for (std::size_t i = 0; i < net.nodes().size(); ++i) {
    const Slot n = static_cast<Slot>(i);
    const std::optional<double> length = triangle_at(net, n);
    if (!length || !(*length < smallest * model.numerics.segment_min)) continue;
    const Slot first = net.node(n).arms.front(), p = net.other_end(first, n);
    add_removal(net, n, first, *length, events);
    Edit(net, &state.ledger).merge(p, n, net.node(p).x, Cause::removal);
  }
}

}  // namespace

void remove_small_loops(const Model& model, State& state, std::vector<Event>& events) {
  remove_small_parts(model, state, events);
  remove_small_triangles(model, state, events);
}

double junction_length(const Network& net) {
  Compensated sum;
  for (std::size_t s = 0; s < net.segments().size(); ++s)
    if (net.segments()[s].alive && burgers_family(net.segments()[s].burgers) == BurgersFamily::full_100)
      sum.add(net.length(static_cast<Slot>(s)));
  return sum.total();
}

}  // namespace pillardd
