#include "ddd/dynamics/screw_lines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace pillardd {

namespace {

/// Largest angle of a near-screw arm to its Burgers vector (sine): arms of about a kink height are not screws by that
/// alone.
constexpr double widest = 0.5;

/// Largest value in a window over a series; both ends of the window only move forward. O(1) an entry.
class SlidingMaximum {
 public:
  void push(std::size_t index, double value) {
    while (entries_.size() > front_ && entries_.back().value <= value) entries_.pop_back();
    entries_.push_back({index, value});
  }
  void drop_before(std::size_t index) {
    while (front_ < entries_.size() && entries_[front_].index < index) ++front_;
  }
  double value() const { return entries_[front_].value; }
  std::size_t index() const { return entries_[front_].index; }

 private:
  struct Entry {
    std::size_t index;
    double value;
  };
  std::vector<Entry> entries_;
  std::size_t front_ = 0;
};

/// Spread of two coordinates over a sliding window.
class SlidingBox {
 public:
  void push(std::size_t index, double u, double w) {
    const double values[4] = {u, -u, w, -w};
    for (std::size_t k = 0; k < 4; ++k) side_[k].push(index, values[k]);
  }
  void drop_before(std::size_t index) {
    for (SlidingMaximum& s : side_) s.drop_before(index);
  }
  double spread() const { return std::max(side_[0].value() + side_[1].value(), side_[2].value() + side_[3].value()); }

 private:
  SlidingMaximum side_[4];
};

/// The near-screw arm that carries the line on, the same way along b, beyond node n of arm s.
Slot beyond(const Network& net, const std::vector<char>& near, Slot s, Slot n) {
  const Node& node = net.node(n);
  if (node.kind != NodeKind::free || node.arms.size() != 2) return no_slot;
  const Slot t = node.arms[0] == s ? node.arms[1] : node.arms[0];
  if (!near[static_cast<std::size_t>(t)] || net.segment(t).plane != net.segment(s).plane) return no_slot;
  if (net.burgers_from(t, n) != negated(net.burgers_from(s, n))) return no_slot;
  const Vector3& b = net.segment(s).burgers_nm;
  const double in = b.dot(net.separation(net.node(net.other_end(s, n)).x, node.x));
  const double out = b.dot(net.separation(node.x, net.node(net.other_end(t, n)).x));
  return in * out > 0.0 ? t : no_slot;
}

/// Near-screw arms that follow each other; ring: the last one leads to the first again.
struct Chain {
  std::vector<Slot> arms;
  std::vector<Vector3> nodes;  ///< one more than arms, across the periodic boundary
  bool ring = false;
};

Chain chain_through(const Network& net, const std::vector<char>& near, Slot seed) {
  Slot s = seed, n = net.segment(seed).a;
  Chain chain;
  for (Slot t = beyond(net, near, s, n); t != no_slot && !chain.ring; t = beyond(net, near, s, n)) {
    chain.ring = t == seed;
    if (chain.ring) break;
    n = net.other_end(t, n);
    s = t;
  }
  if (chain.ring) {
    s = seed;
    n = net.segment(seed).a;
  }
  const Slot first = s;
  chain.nodes.push_back(net.node(n).x);
  for (;;) {
    const Slot m = net.other_end(s, n);
    chain.arms.push_back(s);
    chain.nodes.push_back(chain.nodes.back() + net.separation(net.node(n).x, net.node(m).x));
    s = beyond(net, near, s, m);
    n = m;
    if (s == no_slot || s == first) return chain;
  }
}

/// A ring is gone round twice, so that its windows may begin anywhere.
void unroll(Chain& chain) {
  const std::size_t once = chain.arms.size();
  const Vector3 turn = chain.nodes.back() - chain.nodes.front();
  for (std::size_t k = 0; k < once; ++k) {
    chain.arms.push_back(chain.arms[k]);
    chain.nodes.push_back(chain.nodes[k + 1] + turn);
  }
}

/// For every node j of the chain the length of the longest window of nodes [left, j] within `height` across b, and
/// left.
void measure_windows(const Chain& chain, const Vector3& xi, double height, std::size_t most,
                     std::vector<std::size_t>& left, std::vector<double>& length) {
  const Vector3 u = xi.unitOrthogonal(), w = xi.cross(u);
  SlidingBox box;
  std::size_t from = 0;
  for (std::size_t j = 0; j < chain.nodes.size(); ++j) {
    const Vector3 d = chain.nodes[j] - chain.nodes[0];
    box.push(j, u.dot(d), w.dot(d));
    while (box.spread() > height || j - from > most) box.drop_before(++from);
    left.push_back(from);
    length.push_back(std::abs(xi.dot(chain.nodes[j] - chain.nodes[from])));
  }
}

void measure_chain(const Network& net, Chain chain, ScrewLines& lines) {
  const std::size_t once = chain.arms.size();
  if (chain.ring) unroll(chain);
  std::vector<std::size_t> left;
  std::vector<double> reach;
  const Vector3 xi = net.segment(chain.arms[0]).burgers_nm.normalized();
  // Offsets of single arms stay below h in norm; rounding must not make a window shorter than an arm.
  measure_windows(chain, xi, (1.0 + 1e-12) * kink_height(net.lattice()), once, left, reach);
  if (chain.ring)
    for (std::size_t j = 0; j < reach.size(); ++j)
      if (j - left[j] == once) reach[j] = std::numeric_limits<double>::infinity();
  // Arm k lies in the windows that end at j > k with left[j] <= k: of these the longest.
  const std::size_t begin = lines.arms.size();
  lines.arms.insert(lines.arms.end(), chain.arms.begin(), chain.arms.end());
  SlidingMaximum longest;
  std::size_t j = 1;
  for (std::size_t k = 0; k < chain.arms.size(); ++k) {
    for (; j < reach.size() && left[j] <= k; ++j) longest.push(j, reach[j]);
    longest.drop_before(k + 1);
    const auto arm = static_cast<std::size_t>(chain.arms[k]);
    if (!(longest.value() > lines.length[arm])) continue;
    lines.length[arm] = longest.value();
    const std::size_t end = longest.index();
    lines.part[arm] = {begin + left[end], end - left[end]};
  }
}

}  // namespace

double kink_height(const Lattice& lattice) {
  return 2.0 * std::numbers::sqrt2 / 3.0 * lattice.burgers_magnitude();
}

bool may_be_screw(const Network& net, Slot s) {
  const Segment& segment = net.segment(s);
  return segment.alive && !segment.sessile && burgers_family(segment.burgers) == BurgersFamily::half_111;
}

Vector3 screw_offset(const Network& net, Slot s) {
  const Vector3 xi = net.segment(s).burgers_nm.normalized(), line = net.line(s);
  return line - xi * xi.dot(line);
}

bool is_line_node(const Network& net, Slot n) {
  const Node& node = net.node(n);
  return node.alive && node.kind == NodeKind::free && node.arms.size() == 2 && net.mobile(n);
}

bool is_near_screw(const Network& net, Slot s, double kink_heights) {
  if (!may_be_screw(net, s)) return false;
  const double offset = screw_offset(net, s).norm();
  return offset < kink_heights * kink_height(net.lattice()) && offset < widest * net.length(s);
}

bool tilts_screw(const Network& net, Slot s, Slot n, Slot m) {
  if (!is_near_screw(net, s)) return false;
  const Vector3 xi = net.segment(s).burgers_nm.normalized();
  const Vector3 made = net.separation(net.node(net.other_end(s, n)).x, net.node(m).x);
  return (made - xi * xi.dot(made)).norm() >= kink_height(net.lattice());
}

void ScrewLines::part_stretches() {
  arms.resize(part.size());
  for (std::size_t s = 0; s < part.size(); ++s) {
    arms[s] = static_cast<Slot>(s);
    part[s] = {s, 1};
  }
}

ScrewLines screw_lines(const Network& net) {
  const std::size_t count = net.segments().size();
  ScrewLines lines;
  lines.near.assign(count, 0);
  lines.length.assign(count, 0.0);
  lines.part.resize(count);
  for (std::size_t s = 0; s < count; ++s) {
    if (!net.segments()[s].alive) continue;
    lines.near[s] = is_near_screw(net, static_cast<Slot>(s));
    if (lines.near[s]) continue;
    lines.length[s] = net.length(static_cast<Slot>(s));
    lines.part[s] = {lines.arms.size(), 1};
    lines.arms.push_back(static_cast<Slot>(s));
  }
  for (std::size_t s = 0; s < count; ++s)
    if (lines.near[s] && lines.length[s] == 0.0)
      measure_chain(net, chain_through(net, lines.near, static_cast<Slot>(s)), lines);
  return lines;
}

Vector3 screw_corner(const Network& net, Slot n) {
  const Node& node = net.node(n);
  if (node.kind != NodeKind::free || node.arms.size() != 2) return Vector3::Zero();
  const Slot s = node.arms[0], t = node.arms[1];
  if (!may_be_screw(net, s) || !may_be_screw(net, t) || net.segment(s).plane != net.segment(t).plane)
    return Vector3::Zero();
  if (net.burgers_from(t, n) != negated(net.burgers_from(s, n))) return Vector3::Zero();
  const Vector3 xi = net.segment(s).burgers_nm.normalized();
  const Vector3 in = net.separation(net.node(net.other_end(s, n)).x, node.x);
  const Vector3 out = net.separation(node.x, net.node(net.other_end(t, n)).x);
  if (in.dot(xi) * out.dot(xi) <= 0.0) return Vector3::Zero();
  const Vector3 rise = in - xi * xi.dot(in), fall = out - xi * xi.dot(out);
  return rise.dot(fall) < 0.0 ? Vector3((rise - fall).normalized()) : Vector3(Vector3::Zero());
}

ScrewSet screw_set(const Network& net) {
  ScrewSet out{screw_lines(net), std::vector<Vector3>(net.nodes().size(), Vector3::Zero())};
  for (std::size_t n = 0; n < out.corner.size(); ++n)
    if (net.nodes()[n].alive) out.corner[n] = screw_corner(net, static_cast<Slot>(n));
  return out;
}

}  // namespace pillardd
