#include "ddd/network/invariants.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace pillardd {

namespace {

std::string node_text(const Node& n) { return "node " + std::to_string(n.id); }
std::string segment_text(const Segment& s) { return "segment " + std::to_string(s.id); }

void check_node(const Network& net, Slot slot, bool open_ends, std::vector<std::string>& out) {
  const Node& n = net.node(slot);
  if (!n.x.allFinite()) out.push_back(node_text(n) + ": position is not finite");
  if (n.arms.empty()) out.push_back(node_text(n) + ": has no arms");
  if (n.kind == NodeKind::free && n.arms.size() < 2) out.push_back(node_text(n) + ": dangling end");
  const bool must_conserve = n.kind == NodeKind::free || (n.kind == NodeKind::pinned && !open_ends);
  if (must_conserve && !is_zero(net.burgers_sum(slot)))
    out.push_back(node_text(n) + ": Burgers vectors do not sum to zero");
  for (const Slot s : n.arms) {
    const Segment& seg = net.segment(s);
    if (!seg.alive || (seg.a != slot && seg.b != slot)) out.push_back(node_text(n) + ": arm does not end here");
  }
  if (!std::is_sorted(n.arms.begin(), n.arms.end())) out.push_back(node_text(n) + ": arms out of order");
}

void check_segment(const Network& net, Slot slot, double angle, std::vector<std::string>& out) {
  const Segment& s = net.segment(slot);
  if (!net.node(s.a).alive || !net.node(s.b).alive || s.a == s.b) {
    out.push_back(segment_text(s) + ": bad ends");
    return;
  }
  if (is_zero(s.burgers)) out.push_back(segment_text(s) + ": no Burgers vector");
  const double length = net.length(slot);
  if (!(length > 0.0)) out.push_back(segment_text(s) + ": zero length");
  if (is_zero(s.plane)) return;
  if (dot(s.plane, s.burgers) != 0) out.push_back(segment_text(s) + ": plane does not contain the Burgers vector");
  if (std::abs(net.line(slot).dot(s.normal)) > angle * length + 1e-9)
    out.push_back(segment_text(s) + ": line leaves its glide plane");
}

template <class Item>
void check_order(const std::vector<Item>& items, const char* what, std::vector<std::string>& out) {
  for (std::size_t i = 1; i < items.size(); ++i)
    if (items[i].id <= items[i - 1].id) out.push_back(std::string(what) + " ids out of order");
}

}  // namespace

std::vector<std::string> broken_invariants(const Network& network, bool open_ends, double angle) {
  std::vector<std::string> out;
  std::set<std::pair<Slot, Slot>> pairs;
  for (std::size_t i = 0; i < network.nodes().size(); ++i)
    if (network.nodes()[i].alive) check_node(network, static_cast<Slot>(i), open_ends, out);
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Segment& s = network.segments()[i];
    if (!s.alive) continue;
    check_segment(network, static_cast<Slot>(i), angle, out);
    if (!pairs.insert({std::min(s.a, s.b), std::max(s.a, s.b)}).second)
      out.push_back(segment_text(s) + ": second segment between the same nodes");
  }
  check_order(network.nodes(), "node", out);
  check_order(network.segments(), "segment", out);
  return out;
}

}  // namespace pillardd
