#include "ddd/dynamics/curves.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pillardd {

namespace {

constexpr int directions = 4;       ///< of <111>
constexpr int other = directions;   ///< the fifth kind of curve: of <100> lines that meet no others
constexpr int kinds = directions + 1;

/// Sets that are joined two by two.
class Union {
 public:
  explicit Union(std::size_t count) : up_(count) { std::iota(up_.begin(), up_.end(), std::size_t{0}); }
  std::size_t root(std::size_t i) {
    while (up_[i] != i) i = up_[i] = up_[up_[i]];
    return i;
  }
  /// The smaller root stays: the result does not depend on the order of joining.
  void join(std::size_t i, std::size_t j) {
    i = root(i), j = root(j);
    up_[std::max(i, j)] = std::min(i, j);
  }

 private:
  std::vector<std::size_t> up_;
};

/// Which of [111], [11-1], [1-11], [1-1-1] is parallel to b, and the sign; `other` for all else.
int direction_of(const Integer3& b, double& sign) {
  sign = b[0] < 0 ? -1.0 : 1.0;
  if (std::abs(b[0]) != 1 || std::abs(b[1]) != 1 || std::abs(b[2]) != 1) return other;
  return (b[1] * b[0] < 0 ? 2 : 0) + (b[2] * b[0] < 0 ? 1 : 0);
}

Integer3 burgers_of(int direction) { return {1, (direction & 2) != 0 ? -1 : 1, (direction & 1) != 0 ? -1 : 1}; }

/// A place where curves of one kind hang together: a node and the kind.
std::size_t place(Slot n, int kind) { return static_cast<std::size_t>(n) * kinds + static_cast<std::size_t>(kind); }

bool has_end(const Network& net, Slot n) { return net.node(n).kind != NodeKind::free; }

}  // namespace

CurveCensus::CurveCensus(const Network& net) {
  const std::size_t places = net.nodes().size() * kinds;
  Union joined(places);
  std::vector<char> has_half(net.nodes().size(), 0);
  const auto each = [&](auto&& visit) {
    for (std::size_t i = 0; i < net.segments().size(); ++i)
      if (net.segments()[i].alive) visit(static_cast<Slot>(i), net.segments()[i]);
  };
  double sign = 1.0;
  each([&](Slot, const Segment& s) {
    const int kind = direction_of(s.burgers, sign);
    joined.join(place(s.a, kind), place(s.b, kind));
    if (kind != other) {
      has_half[static_cast<std::size_t>(s.a)] = has_half[static_cast<std::size_t>(s.b)] = 1;
      return;
    }
    for (int k = 0; k < directions; ++k) joined.join(place(s.a, k), place(s.b, k));
  });
  // A set of <100> lines is a curve only where none of its nodes carries 1/2<111> arms: junctions are no curves.
  std::vector<char> is_junction(places, 0);
  for (std::size_t n = 0; n < has_half.size(); ++n)
    if (has_half[n]) is_junction[joined.root(place(static_cast<Slot>(n), other))] = 1;

  std::vector<std::size_t> index(places, places);
  std::vector<Vector3> around;
  each([&](Slot slot, const Segment& s) {
    const int kind = direction_of(s.burgers, sign);
    const std::size_t root = joined.root(place(s.a, kind));
    if (kind == other && is_junction[root]) return;
    if (index[root] == places) {
      index[root] = curves_.size();
      curves_.push_back({true, slot, 0.0});
      around.push_back(Vector3::Zero());
    }
    Curve& curve = curves_[index[root]];
    curve.length += net.length(slot);
    around[index[root]] += sign * net.line(slot);
    if (s.sessile || has_end(net, s.a) || has_end(net, s.b)) curve.loop = false;
    for (const Slot n : {s.a, s.b}) curve_at_.emplace_back(Key(net.node(n).id, kind), index[root]);
  });
  each([&](Slot slot, const Segment& s) {  // junctions carry their lines on
    if (direction_of(s.burgers, sign) != other) return;
    for (int k = 0; k < directions; ++k) {
      const Integer3 b = burgers_of(k);
      const int along = s.burgers[0] * b[0] + s.burgers[1] * b[1] + s.burgers[2] * b[2];
      const std::size_t curve = index[joined.root(place(s.a, k))];
      if (curve < places) around[curve] += (along < 0 ? -1.0 : 1.0) * net.line(slot);
    }
  });
  if (net.period() > 0.0)
    for (std::size_t c = 0; c < curves_.size(); ++c)
      if (around[c].norm() > 0.5 * net.period()) curves_[c].loop = false;
  std::sort(curve_at_.begin(), curve_at_.end());
  curve_at_.erase(std::unique(curve_at_.begin(), curve_at_.end()), curve_at_.end());
}

std::uint64_t CurveCensus::loops() const {
  return static_cast<std::uint64_t>(std::count_if(curves_.begin(), curves_.end(), [](const Curve& c) { return c.loop; }));
}

std::vector<CurveCensus::Family> CurveCensus::families(const CurveCensus& before) const {
  const std::size_t then = before.curves_.size();
  Union joined(then + curves_.size());
  auto old = before.curve_at_.begin();
  for (const auto& [key, curve] : curve_at_) {
    while (old != before.curve_at_.end() && old->first < key) ++old;
    if (old != before.curve_at_.end() && old->first == key) joined.join(old->second, then + curve);
  }
  std::vector<Family> out;
  const std::size_t none = then + curves_.size();
  std::vector<std::size_t> index(none, none);
  for (std::size_t i = 0; i < none; ++i) {
    std::size_t& at = index[joined.root(i)];
    if (at == none) {
      at = out.size();
      out.emplace_back();
    }
    if (i < then)
      out[at].then.push_back(i);
    else
      out[at].now.push_back(i - then);
  }
  return out;
}

CurveTally CurveCensus::change_since(const CurveCensus& before) const {
  CurveTally tally;
  for (const Family& f : families(before)) {
    const std::uint64_t m = f.then.size(), n = f.now.size();
    if (m == 0) tally.placed += n;
    if (n == 0) tally.gone += m;
    if (m == 0 || n == 0) continue;
    tally.made += n > m ? n - m : 0;
    tally.merged += m > n ? m - n : 0;
  }
  return tally;
}

std::vector<Event> CurveCensus::made_since(const Network& net, const CurveCensus& before) const {
  std::vector<Event> out;
  for (const Family& f : families(before)) {
    if (f.then.empty() || f.now.size() <= f.then.size()) continue;
    std::size_t old_loops = 0;
    for (const std::size_t c : f.then) old_loops += before.curves_[c].loop ? 1 : 0;
    std::vector<std::size_t> loops, lines;
    for (const std::size_t c : f.now) {
      if (!curves_[c].loop)
        lines.push_back(c);
      else if (old_loops > 0)
        --old_loops;
      else
        loops.push_back(c);
    }
    std::sort(lines.begin(), lines.end(), [&](std::size_t i, std::size_t j) { return curves_[i].first > curves_[j].first; });
    loops.insert(loops.end(), lines.begin(), lines.end());
    loops.resize(std::min(loops.size(), f.now.size() - f.then.size()));
    for (const std::size_t c : loops) {
      const Segment& first = net.segment(curves_[c].first);
      out.push_back(
          {0, 0.0, EventKind::multiplication, net.node(first.a).x, first.burgers, first.plane, curves_[c].length, 0.0});
    }
  }
  return out;
}

}  // namespace pillardd
