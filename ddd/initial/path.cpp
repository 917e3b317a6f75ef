#include "ddd/initial/path.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

/// Largest part of the period that one segment may span; 0.5 would be ambiguous.
constexpr double largest_span = 0.3;

struct Straight {
  Vector3 a, b;
};

std::vector<Straight> straights(const Path& path) {
  std::vector<Straight> out;
  for (std::size_t i = 0; i < path.legs.size(); ++i) out.push_back({path.leg_start(i), path.leg_end(i)});
  return out;
}

bool boxes_apart(const Straight& p, const Straight& q, double clearance) {
  for (int k = 0; k < 3; ++k) {
    if (std::max(p.a[k], p.b[k]) + clearance < std::min(q.a[k], q.b[k])) return true;
    if (std::max(q.a[k], q.b[k]) + clearance < std::min(p.a[k], p.b[k])) return true;
  }
  return false;
}

bool nearer(const Straight& p, const Straight& q, double clearance) {
  return !boxes_apart(p, q, clearance) && segment_distance(p.a, p.b, q.a, q.b) < clearance;
}

/// Images k of q, moved by k times the period, that can come near p; only 0 without a period.
std::pair<int, int> images(const Straight& p, const Straight& q, double period, double clearance) {
  if (period <= 0.0) return {0, 0};
  const double low = std::min(p.a.z(), p.b.z()) - clearance - std::max(q.a.z(), q.b.z());
  const double high = std::max(p.a.z(), p.b.z()) + clearance - std::min(q.a.z(), q.b.z());
  return {static_cast<int>(std::ceil(low / period)), static_cast<int>(std::floor(high / period))};
}

Straight moved(const Straight& q, double dz) {
  return {q.a + Vector3(0.0, 0.0, dz), q.b + Vector3(0.0, 0.0, dz)};
}

std::size_t pieces(const Path& path, std::size_t leg, double segment_length, double period) {
  double n = path.legs[leg].sessile ? 1.0 : std::ceil(path.leg_length(leg) / segment_length * (1.0 - 1e-12));
  if (period > 0.0) {
    const double span = std::abs(path.leg_end(leg).z() - path.leg_start(leg).z());
    n = std::max(n, std::ceil(span / (largest_span * period)));
  }
  const std::size_t next = (leg + 1) % path.corners.size();
  const bool held = path.kinds[leg] == NodeKind::pinned && path.kinds[next] == NodeKind::pinned;
  if (held && !path.legs[leg].sessile) n = std::max(n, 2.0);
  return static_cast<std::size_t>(std::max(n, 1.0));
}

}  // namespace

double Path::mobile_length() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < legs.size(); ++i)
    if (!legs[i].sessile) sum += leg_length(i);
  return sum;
}

void add_path(Edit& edit, const Path& path, double segment_length, double period) {
  const Slot first = edit.add_node(path.corners[0], path.kinds[0]);
  Slot last = first;
  for (std::size_t i = 0; i < path.legs.size(); ++i) {
    const Vector3 from = path.leg_start(i), to = path.leg_end(i);
    const std::size_t n = pieces(path, i, segment_length, period);
    for (std::size_t k = 1; k <= n; ++k) {
      const bool corner = k == n;
      const bool back = corner && i + 1 == path.corners.size();
      const Vector3 x = from + (to - from) * (static_cast<double>(k) / static_cast<double>(n));
      const Slot next = back ? first : edit.add_node(corner ? to : x, corner ? path.kinds[i + 1] : NodeKind::free);
      edit.add_segment(last, next, path.burgers, path.legs[i].plane, path.legs[i].sessile);
      last = next;
    }
  }
  if (path.hold_first) edit.hold(first);
  if (path.hold_last) edit.hold(last);
}

bool near_network(const Path& path, const Network& network, double clearance) {
  const std::vector<Straight> mine = straights(path);
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    if (!network.segments()[s].alive) continue;
    const Straight other{network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s))};
    for (const Straight& leg : mine) {
      const std::pair<int, int> range = images(leg, other, network.period(), clearance);
      for (int k = range.first; k <= range.second; ++k)
        if (nearer(leg, moved(other, k * network.period()), clearance)) return true;
    }
  }
  return false;
}

bool near_itself(const Path& path, double period, double clearance) {
  const std::vector<Straight> mine = straights(path);
  const std::size_t n = mine.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      const bool touching = j <= i + 1 || (path.closed && i == 0 && j + 1 == n);
      const std::pair<int, int> range = images(mine[i], mine[j], period, clearance);
      for (int k = range.first; k <= range.second; ++k)
        if ((k != 0 || !touching) && nearer(mine[i], moved(mine[j], k * period), clearance)) return true;
    }
  }
  return false;
}

double depth(const Boundary& boundary, const Vector3& x) {
  const double side = -boundary.signed_distance(x);
  return boundary.ends() == Ends::platens ? std::min({side, x.z(), boundary.height() - x.z()}) : side;
}

std::optional<Vector3> exit_point(const Boundary& boundary, const Vector3& x, const Vector3& d) {
  const double across = std::hypot(d.x(), d.y());
  const bool through_ends = boundary.ends() == Ends::free;
  if (!through_ends && across < std::sin(3.0 * 3.14159265358979323846 / 180.0)) return std::nullopt;
  const double beyond = 4.0 * boundary.bounding_radius();
  const Vector3 outside = x + d * (through_ends ? beyond + 2.0 * boundary.height() : beyond / across);
  const std::optional<double> fraction = boundary.exit_fraction(x, outside);
  if (!fraction) return std::nullopt;
  const Vector3 exit = x + *fraction * (outside - x);
  const bool platen = boundary.ends() == Ends::platens && (exit.z() <= 0.0 || exit.z() >= boundary.height());
  return platen ? std::nullopt : std::optional<Vector3>(exit);
}

}  // namespace pillardd
