#include "ddd/network/network.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/sums.hpp"

namespace pillardd {

const char* kind_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::free: return "free";
    case NodeKind::surface: return "surface";
    case NodeKind::pinned: return "pinned";
  }
  return "?";
}

Vector3 Network::separation(const Vector3& from, const Vector3& to) const {
  Vector3 d = to - from;
  if (period_ > 0.0 && std::abs(d.z()) >= 0.5 * period_) d.z() -= period_ * std::round(d.z() / period_);
  return d;
}

Integer3 Network::burgers_from(Slot s, Slot n) const {
  const Segment& segment_ = segment(s);
  return segment_.a == n ? segment_.burgers : negated(segment_.burgers);
}

Integer3 Network::burgers_sum(Slot n) const {
  Integer3 total{0, 0, 0};
  for (const Slot s : node(n).arms) total = sum(total, burgers_from(s, n));
  return total;
}

bool Network::mobile(Slot n) const {
  if (node(n).kind == NodeKind::pinned || node(n).held) return false;
  return std::none_of(node(n).arms.begin(), node(n).arms.end(), [&](Slot s) { return segment(s).sessile; });
}

Slot Network::segment_between(Slot n, Slot m) const {
  for (const Slot s : node(n).arms)
    if (other_end(s, n) == m) return s;
  return no_slot;
}

std::size_t Network::alive_nodes() const {
  return static_cast<std::size_t>(std::count_if(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.alive; }));
}

std::size_t Network::alive_segments() const {
  return static_cast<std::size_t>(
      std::count_if(segments_.begin(), segments_.end(), [](const Segment& s) { return s.alive; }));
}

double Network::total_length() const {
  Compensated total;
  for (std::size_t s = 0; s < segments_.size(); ++s)
    if (segments_[s].alive) total.add(length(static_cast<Slot>(s)));
  return total.total();
}

double Network::mobile_length() const {
  Compensated total;
  for (std::size_t s = 0; s < segments_.size(); ++s)
    if (segments_[s].alive && !segments_[s].sessile) total.add(length(static_cast<Slot>(s)));
  return total.total();
}

}  // namespace pillardd
