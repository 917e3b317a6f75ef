#include "ddd/dynamics/image_energy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ddd/base/sums.hpp"
#include "ddd/dynamics/field.hpp"

namespace pillardd {

namespace {

struct Triangle {
  Vector3 a, b, c, burgers;
};

/// Places where a part's Burgers vectors do not balance: its lines' ends on the surface, before and after.
struct Ends {
  std::vector<Vector3> x, burgers;

  void add(const Vector3& at, const Vector3& b) {
    for (std::size_t k = 0; k < x.size(); ++k)
      if ((x[k] - at).squaredNorm() < same * same) {
        burgers[k] += b;
        return;
      }
    x.push_back(at);
    burgers.push_back(b);
  }
  static constexpr double same = 1e-6;  // [nm]
};

/// A cone over the lines made and, the other way round, over those gone, closed by chords between ends on the surface.
/// Which surface it is does not matter, because the stress is in equilibrium.
void add_cone(const LineChange& change, std::vector<Triangle>& to, std::vector<StraightSegment>& chords) {
  Vector3 tip = Vector3::Zero();
  for (const std::vector<StraightSegment>* list : {&change.gone, &change.made})
    for (const StraightSegment& s : *list) tip += 0.5 * (s.a + s.b);
  tip /= static_cast<double>(change.gone.size() + change.made.size());
  Ends ends;
  const auto add = [&](const StraightSegment& s, double sign) {
    to.push_back({tip, s.a, s.b, sign * s.burgers});
    ends.add(s.a, -sign * s.burgers);
    ends.add(s.b, sign * s.burgers);
  };
  for (const StraightSegment& s : change.made) add(s, 1.0);
  for (const StraightSegment& s : change.gone) add(s, -1.0);
  const Vector3* first = nullptr;
  for (std::size_t k = 0; k < ends.x.size(); ++k) {
    if (ends.burgers[k].norm() < 1e-9) continue;
    if (first == nullptr) {
      first = &ends.x[k];
      continue;
    }
    to.push_back({tip, ends.x[k], *first, ends.burgers[k]});
    chords.push_back({ends.x[k], *first, ends.burgers[k]});
  }
}

/// Of a triangle, the area that a point stands for [nm^2].
struct Share {
  Vector3 area, burgers;
};

/// Three points, good to second order; one where the triangle is small against its depth, and so against the distance
/// from what makes the stress.
void add_points(const Triangle& t, const Boundary& boundary, std::vector<Vector3>& points, std::vector<Share>& shares) {
  constexpr double far = 2.0 / 3.0, near = 1.0 / 6.0, small = 0.5;
  const Vector3 area = 0.5 * (t.b - t.a).cross(t.c - t.a), middle = (t.a + t.b + t.c) / 3.0;
  const double size = std::max({(t.b - t.a).norm(), (t.c - t.b).norm(), (t.a - t.c).norm()});
  if (size < small * -boundary.signed_distance(middle)) {
    points.push_back(middle);
    shares.push_back({area, t.burgers});
    return;
  }
  for (const auto& [u, v, w] : {std::array{far, near, near}, {near, far, near}, {near, near, far}}) {
    points.push_back(u * t.a + v * t.b + w * t.c);
    shares.push_back({area / 3.0, t.burgers});
  }
}

/// Mutual energy of the chords with the mean of the lines before and after, nearest copies.
double energy_of(const std::vector<StraightSegment>& chords, const Model& model, const Network& before,
                 const Network& after) {
  Compensated sum;
  for (const StraightSegment& chord : chords)
    for (const Network* network : {&before, &after})
      for (const PlacedSegment& other : placed_segments(*network)) {
        StraightSegment s = other.geometry;
        const double period = network->period(), dz = 0.5 * (chord.a + chord.b - s.a - s.b).z();
        const Vector3 up(0.0, 0.0, period > 0.0 ? period * std::round(dz / period) : 0.0);
        s.a += up;
        s.b += up;
        sum.add(0.5 * pair_energy(chord, s, model.elastic, 1e-4));
      }
  return sum.total();
}

}  // namespace

double image_energy_between(const Model& model, const Network& before, const Network& after) {
  std::vector<Triangle> triangles;
  std::vector<StraightSegment> chords;
  for (const LineChange& change : line_changes(before.period(), placed_segments(before), placed_segments(after)))
    add_cone(change, triangles, chords);
  if (triangles.empty()) return 0.0;
  std::vector<Vector3> points;
  std::vector<Share> shares;
  for (const Triangle& t : triangles) add_points(t, *model.boundary, points, shares);
  std::vector<Matrix3> first(points.size(), Matrix3::Zero()), second(points.size(), Matrix3::Zero());
  std::vector<Matrix3> outside(points.size());
  double swept = 0.0;
  for (const Triangle& t : triangles) swept += 0.5 * (t.b - t.a).cross(t.c - t.a).norm();
  // What remeshing sweeps does not change the field that it is swept in.
  const double small = model.numerics.segment_min * model.numerics.segment_min;
  const bool one_field = chords.empty() && swept < small;
  const HeldImage held(*model.image);
  for (const auto& [network, stress] : {std::pair{&before, &first}, {&after, &second}}) {
    if (one_field && network == &after) {
      second = first;
      continue;
    }
    if (!model.image->is_none()) {
      model.image->update(*network, InfiniteBody(model, *network));
      model.image->stress(points, *stress);
    }
    // Where no end moved the continuations are the same before and after.
    if (network == &before || !chords.empty()) outside_stress(model, *network, points, outside);
    for (std::size_t p = 0; p < points.size(); ++p) (*stress)[p] += outside[p];
  }
  Compensated sum;
  sum.add(energy_of(chords, model, before, after));
  for (std::size_t p = 0; p < points.size(); ++p)
    sum.add((0.5 * (first[p] + second[p]) * shares[p].burgers).dot(shares[p].area));
  return sum.total();
}

}  // namespace pillardd
