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
  std::vector<char> seen(net.nodes().size(), 0);
  std::vector<Part> parts;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] || !net.nodes()[i].alive) continue;
    Part part;
    part.nodes.push_back(static_cast<Slot>(i));
    seen[i] = 1;
    for (std::size_t k = 0; k < part.nodes.size(); ++k) {
      const Slot n = part.nodes[k];
      if (net.node(n).kind != NodeKind::free) part.has_ends = true;
      if (net.node(n).arms.size() != 2) part.only_line = false;
      for (const Slot s : net.node(n).arms) {
        if (net.segment(s).sessile) part.has_ends = true;
        if (net.segment(s).a == n) part.segments.push_back(s);
        const auto m = static_cast<std::size_t>(net.other_end(s, n));
        if (!seen[m]) part.nodes.push_back(static_cast<Slot>(m));
        seen[m] = 1;
      }
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

/// Sum of the line vectors once around: a multiple of the period for lines that run through the boundary, else zero.
bool closes_in_space(const Network& net, const Part& part) {
  if (net.period() <= 0.0) return true;
  Vector3 around = Vector3::Zero();
  Slot n = part.nodes.front(), s = net.node(n).arms.front();
  do {
    const Slot m = net.other_end(s, n);
    around += net.separation(net.node(n).x, net.node(m).x);
    s = net.node(m).arms[0] == s ? net.node(m).arms[1] : net.node(m).arms[0];
    n = m;
  } while (n != part.nodes.front());
  return around.norm() < 0.5 * net.period();
}

bool is_loop(const Network& net, const Part& part) {
  return !part.has_ends && (!part.only_line || closes_in_space(net, part));
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

std::uint64_t count_loops(const Network& net) {
  std::uint64_t count = 0;
  for (const Part& part : connected_parts(net))
    if (is_loop(net, part)) ++count;
  return count;
}

LoopCensus::LoopCensus(const Network& net) {
  for (const Part& part : connected_parts(net)) {
    for (const Slot n : part.nodes) part_of_.emplace_back(net.node(n).id, is_loop_.size());
    is_loop_.push_back(is_loop(net, part) ? 1 : 0);
  }
  std::sort(part_of_.begin(), part_of_.end());
}

std::vector<Event> LoopCensus::new_loops(const Network& net) const {
  std::vector<Event> out;
  // A part that was a loop may go on as one; further loops with nodes of the same part have come off it.
  std::vector<std::size_t> spent;
  for (std::size_t p = 0; p < is_loop_.size(); ++p)
    if (is_loop_[p]) spent.push_back(p);
  for (const Part& part : connected_parts(net)) {
    if (!is_loop(net, part)) continue;
    std::optional<std::size_t> origin;
    for (const Slot n : part.nodes) {
      const auto at = std::lower_bound(part_of_.begin(), part_of_.end(), std::pair(net.node(n).id, std::size_t{0}));
      if (!origin && at != part_of_.end() && at->first == net.node(n).id) origin = at->second;
    }
    if (!origin) continue;  // put in by nucleation
    if (const auto own = std::find(spent.begin(), spent.end(), *origin); own != spent.end()) {
      spent.erase(own);
      continue;
    }
    const Segment& first = net.segment(part.segments.front());
    out.push_back({0, 0.0, EventKind::multiplication, net.node(part.nodes.front()).x, first.burgers, first.plane,
                   perimeter(net, part), 0.0});
  }
  return out;
}

void remove_small_loops(const Model& model, State& state, std::vector<Event>& events) {
  Network& net = state.network;
  for (const Part& part : connected_parts(net)) {
    if (part.has_ends || !part.only_line || !planar(net, part)) continue;
    const double length = perimeter(net, part);
    if (length >= 3.0 * model.numerics.segment_min || !closes_in_space(net, part)) continue;
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
