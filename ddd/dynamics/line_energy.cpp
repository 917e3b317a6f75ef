#include "ddd/dynamics/line_energy.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace pillardd {

namespace {

/// Of each pair's own scale.
constexpr double energy_tolerance = 1e-5;

/// Of positions [nm].
constexpr double rounding = 1e-9;

using Placed = std::vector<PlacedSegment>;

Vector3 middle(const StraightSegment& s) {
  return 0.5 * (s.a + s.b);
}

StraightSegment moved(StraightSegment s, double dz) {
  s.a.z() += dz;
  s.b.z() += dz;
  return s;
}

/// Shift along z that brings `from` next to `to`.
double to_nearest(double period, const Vector3& to, const Vector3& from) {
  return period > 0.0 ? period * std::round((to.z() - from.z()) / period) : 0.0;
}

using Change = LineChange;

double energy_within(const Model& model, const std::vector<StraightSegment>& part) {
  Compensated sum;
  for (std::size_t i = 0; i < part.size(); ++i) {
    sum.add(0.5 * pair_energy(part[i], part[i], model.elastic, energy_tolerance));
    sum.add(core_energy(part[i], model.numerics.core_cutoff, model.elastic));
    for (std::size_t j = i + 1; j < part.size(); ++j)
      sum.add(pair_energy(part[i], part[j], model.elastic, energy_tolerance));
  }
  return sum.total();
}

double energy_with(const Model& model, const std::vector<StraightSegment>& part, const StraightSegment& other) {
  double sum = 0.0;
  for (const StraightSegment& s : part) sum += pair_energy(s, other, model.elastic, energy_tolerance);
  return sum;
}

/// Sorts the segments that differ into parts that share no node, neither before nor after.
class Parts {
 public:
  void join(const PlacedSegment& s) {
    const std::size_t one = part(s.nodes[0]), two = part(s.nodes[1]);
    leader_[std::max(one, two)] = std::min(one, two);
  }
  std::size_t of(const PlacedSegment& s) { return part(s.nodes[0]); }
  std::size_t count() const { return leader_.size(); }

 private:
  std::size_t part(Id node) {
    const auto [entry, fresh] = of_node_.try_emplace(node, leader_.size());
    if (fresh) leader_.push_back(leader_.size());
    std::size_t p = entry->second;
    while (leader_[p] != p) p = leader_[p];
    return p;
  }

  std::map<Id, std::size_t> of_node_;
  std::vector<std::size_t> leader_;  ///< a part that was joined to an earlier one names it
};

std::vector<Change> connected_changes(double period, const Placed& gone, const Placed& made) {
  Parts parts;
  for (const Placed* list : {&gone, &made})
    for (const PlacedSegment& s : *list) parts.join(s);
  std::vector<Change> changes(parts.count());
  for (const Placed* list : {&gone, &made})
    for (const PlacedSegment& s : *list) {
      Change& change = changes[parts.of(s)];
      if (change.gone.empty() && change.made.empty()) change.centre = middle(s.geometry);
      (list == &gone ? change.gone : change.made)
          .push_back(moved(s.geometry, to_nearest(period, change.centre, middle(s.geometry))));
    }
  std::erase_if(changes, [](const Change& c) { return c.gone.empty() && c.made.empty(); });
  return changes;
}

/// Whether `first` and `second` are halves of a straight segment that was divided.
bool divides(const PlacedSegment& whole, const PlacedSegment& first, const PlacedSegment& second) {
  if (first.id != whole.id || first.nodes[1] != second.nodes[0] || second.nodes[1] != whole.nodes[1]) return false;
  const StraightSegment &w = whole.geometry, &f = first.geometry, &s = second.geometry;
  if (f.burgers != w.burgers || s.burgers != w.burgers) return false;
  if (f.a != w.a || (s.b - w.b).norm() > rounding) return false;
  return (f.b - w.a).cross(w.b - w.a).norm() < rounding * (w.b - w.a).norm();
}

/// Puts segments that were only divided back to those that are the same: no change of energy.
void drop_divisions(Placed& gone, Placed& made, Placed& same) {
  std::erase_if(gone, [&](const PlacedSegment& whole) {
    for (auto first = made.begin(); first != made.end(); ++first) {
      if (first->id != whole.id) continue;
      const auto second =
          std::find_if(made.begin(), made.end(), [&](const PlacedSegment& s) { return divides(whole, *first, s); });
      if (second == made.end()) return false;
      same.push_back(whole);
      const Id ids[2] = {first->id, second->id};
      std::erase_if(made, [&](const PlacedSegment& s) { return s.id == ids[0] || s.id == ids[1]; });
      return true;
    }
    return false;
  });
}

}  // namespace

std::vector<PlacedSegment> placed_segments(const Network& network) {
  Placed out;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    const Slot slot = static_cast<Slot>(s);
    if (segment.alive)
      out.push_back({segment.id,
                     {network.node(segment.a).id, network.node(segment.b).id},
                     {network.start(slot), network.end(slot), segment.burgers_nm}});
  }
  return out;
}

namespace {

/// What differs between two lists, and what does not; segments that were only divided do not.
struct Difference {
  Placed gone, made, same;
};

Difference difference(const Placed& before, const Placed& after) {
  Difference out;
  Placed &gone = out.gone, &made = out.made, &same = out.same;
  auto old = before.begin();
  for (const PlacedSegment& now : after) {
    while (old != before.end() && old->id < now.id) gone.push_back(*old++);
    if (old != before.end() && *old == now) {
      same.push_back(now);
      ++old;
      continue;
    }
    made.push_back(now);
    if (old != before.end() && old->id == now.id) gone.push_back(*old++);
  }
  gone.insert(gone.end(), old, before.end());
  drop_divisions(gone, made, same);
  return out;
}

}  // namespace

std::vector<LineChange> line_changes(double period, const Placed& before, const Placed& after) {
  const Difference d = difference(before, after);
  return connected_changes(period, d.gone, d.made);
}

double energy_between(const Model& model, double period, const Placed& before, const Placed& after) {
  const Difference d = difference(before, after);
  const Placed& same = d.same;
  const std::vector<Change> changes = connected_changes(period, d.gone, d.made);
  Compensated sum;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& one = changes[i];
    sum.add(energy_within(model, one.made) - energy_within(model, one.gone));
    for (const PlacedSegment& other : same) {
      const StraightSegment s = moved(other.geometry, to_nearest(period, one.centre, middle(other.geometry)));
      sum.add(energy_with(model, one.made, s) - energy_with(model, one.gone, s));
    }
    for (std::size_t j = i + 1; j < changes.size(); ++j) {
      const double dz = to_nearest(period, one.centre, changes[j].centre);
      for (const StraightSegment& s : changes[j].made) sum.add(energy_with(model, one.made, moved(s, dz)));
      for (const StraightSegment& s : changes[j].gone) sum.add(-energy_with(model, one.gone, moved(s, dz)));
    }
  }
  return sum.total();
}

double core_heat(const Model& model, const std::vector<LostLine>& lost) {
  Compensated sum;
  for (const LostLine& l : lost)
    sum.add(l.sign * core_energy({Vector3::Zero(), l.line, l.burgers}, model.numerics.core_cutoff, model.elastic));
  return sum.total();
}

}  // namespace pillardd
