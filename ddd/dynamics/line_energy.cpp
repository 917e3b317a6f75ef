#include "ddd/dynamics/line_energy.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

/// Of each pair's own scale; far below what the cut-off in distance leaves out.
constexpr double energy_tolerance = 1e-5;

using Placed = std::vector<PlacedSegment>;

Vector3 middle(const StraightSegment& s) { return 0.5 * (s.a + s.b); }

/// Mutual energy with the nearest copy; zero beyond the cut-off.
double mutual(const Model& model, double period, const StraightSegment& one, StraightSegment two) {
  if (period > 0.0) {
    const double dz = middle(one).z() - middle(two).z();
    const Vector3 shift(0.0, 0.0, period * std::round(dz / period));
    two.a += shift;
    two.b += shift;
  }
  const double reach = 4.0 * model.numerics.segment_max + 0.5 * ((one.b - one.a).norm() + (two.b - two.a).norm());
  if ((middle(one) - middle(two)).norm() > reach) return 0.0;
  return pair_energy(one, two, model.elastic, energy_tolerance);
}

/// Energy of `changed` among themselves and with `rest`.
double energy_of(const Model& model, double period, const Placed& changed, const Placed& rest) {
  Compensated sum;
  for (std::size_t i = 0; i < changed.size(); ++i) {
    const StraightSegment& s = changed[i].geometry;
    sum.add(0.5 * pair_energy(s, s, model.elastic, energy_tolerance));
    sum.add(core_energy(s, model.numerics.core_cutoff, model.elastic));
    for (std::size_t j = i + 1; j < changed.size(); ++j) sum.add(mutual(model, period, s, changed[j].geometry));
    for (const PlacedSegment& other : rest) sum.add(mutual(model, period, s, other.geometry));
  }
  return sum.total();
}

}  // namespace

std::vector<PlacedSegment> placed_segments(const Network& network) {
  Placed out;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    const Slot slot = static_cast<Slot>(s);
    if (segment.alive) out.push_back({segment.id, {network.start(slot), network.end(slot), segment.burgers_nm}});
  }
  return out;
}

double energy_between(const Model& model, double period, const Placed& before, const Placed& after) {
  Placed gone, made, same;
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
  return energy_of(model, period, made, same) - energy_of(model, period, gone, same);
}

}  // namespace pillardd
