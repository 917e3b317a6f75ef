#include "ddd/dynamics/nucleation_loop.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/dynamics/surface.hpp"
#include "ddd/network/segment_distance.hpp"

namespace pillardd {

namespace {

constexpr double pi = std::numbers::pi;
constexpr int half_sides = 4, full_sides = 6;  ///< at least

/// Circle about the site in its slip plane; e2 points straight into the body, e1 along the surface.
struct Circle {
  Vector3 centre, e1, e2;
  double radius;
  Vector3 at(double angle) const { return centre + radius * (std::cos(angle) * e1 + std::sin(angle) * e2); }
};

Circle circle_at(const NucleationSite& site, const LoopSystem& system, double radius) {
  const Vector3& n = system.normal;
  if (site.place == NucleationPlace::bulk) return {site.x, system.direction, n.cross(system.direction), radius};
  const Vector3 inward = -(site.normal - site.normal.dot(n) * n).normalized();
  return {site.x, inward.cross(n), inward, radius};
}

bool inside(const Model& model, const Vector3& x) {
  const bool between = model.boundary->ends() != Ends::platens || (x.z() >= 0.0 && x.z() <= model.boundary->height());
  return between && model.boundary->signed_distance(x) < 0.0;
}

/// Between `out` and `in` on the circle, the angle at which it leaves the body.
double leaving_angle(const Model& model, const Circle& circle, double out, double in) {
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (out + in);
    (inside(model, circle.at(middle)) ? in : out) = middle;
  }
  return in;
}

int sides_of(double length, double longest, int least) {
  return std::max(least, static_cast<int>(std::ceil(length / longest)));
}

std::optional<LoopShape> half_shape(const Model& model, const Circle& circle, const Vector3& normal) {
  if (!inside(model, circle.at(0.5 * pi))) return std::nullopt;
  const double first = leaving_angle(model, circle, 0.0, 0.5 * pi), last = leaving_angle(model, circle, pi, 0.5 * pi);
  const int sides = sides_of(circle.radius * (last - first), model.numerics.segment_max, half_sides);
  LoopShape out;
  out.centre = circle.centre;
  for (int i = 0; i <= sides; ++i) {
    const Vector3 x = circle.at(first + (last - first) * i / sides);
    if (i == 0 || i == sides) {
      const std::optional<SurfacePoint> end = model.boundary->onto_surface(x, normal);
      if (!end || (end->x - x).norm() > 0.1 * circle.radius) return std::nullopt;
      out.corners.push_back(end->x);
    } else {
      if (!inside(model, x)) return std::nullopt;
      out.corners.push_back(x);
    }
  }
  return out;
}

std::optional<LoopShape> full_shape(const Model& model, const Circle& circle) {
  const int sides = sides_of(2.0 * pi * circle.radius, model.numerics.segment_max, full_sides);
  LoopShape out;
  out.half = false;
  out.centre = circle.centre;
  for (int i = 0; i < sides; ++i) {
    out.corners.push_back(circle.at(2.0 * pi * i / sides));
    if (!inside(model, out.corners.back())) return std::nullopt;
  }
  return out;
}

/// Adds the line without booking it.
std::vector<Slot> draw(Network& network, const LoopShape& loop, std::vector<Slot>& nodes) {
  Edit edit(network);
  std::vector<Slot> segments;
  for (std::size_t i = 0; i < loop.corners.size(); ++i) {
    const bool end = loop.half && (i == 0 || i + 1 == loop.corners.size());
    nodes.push_back(edit.add_node(loop.corners[i], end ? NodeKind::surface : NodeKind::free));
  }
  const std::size_t sides = loop.half ? nodes.size() - 1 : nodes.size();
  for (std::size_t i = 0; i < sides; ++i)
    segments.push_back(edit.add_segment(nodes[i], nodes[(i + 1) % nodes.size()], loop.burgers, loop.plane));
  return segments;
}

/// Work of the nodal forces in a uniform growth about the centre, per relative change of size [aJ].
double growth_power(const Model& model, const State& state, Integrator& integrator, const LoopShape& loop,
                    const std::vector<Slot>& nodes, const std::vector<Slot>& segments) {
  const Forces& forces = integrator.forces_on(model, state, nodes);
  const Network& net = state.network;
  double sum = 0.0;
  for (const Slot s : segments)
    for (const bool end : {false, true})
      sum += forces.at(s, end).dot(net.node(end ? net.segment(s).b : net.segment(s).a).x - loop.centre);
  return sum;
}

void book(const Model& model, State& state, const LoopShape& loop, const LoopSystem& system,
          const std::vector<Slot>& segments, std::vector<Event>& events) {
  Network& net = state.network;
  Edit edit(net, &state.ledger);
  const SweptArea swept = area_of_loop(*model.boundary, loop, net.segment(segments.front()).normal);
  edit.book_made(segments, Cause::nucleation);
  edit.book_swept(net.segment(segments.front()).burgers_nm, swept, Cause::nucleation);
  edit.hand_in(net.segment(segments.front()).burgers_nm, loop.corners, loop.half);
  double length = 0.0;
  for (const Slot s : segments) length += net.length(s);
  Event event;
  event.kind = EventKind::nucleation;
  event.x = loop.centre;
  event.burgers = loop.burgers;
  event.plane = system.plane;
  event.length = length;
  event.area = swept.area.norm();
  events.push_back(event);
}

/// Smallest radius whose polygon has no side below segment_min.
double least_radius(const Model& model, bool half) {
  const int sides = half ? half_sides : full_sides;
  return model.numerics.segment_min / (2.0 * std::sin((half ? 0.5 : 1.0) * pi / sides));
}

}  // namespace

std::optional<LoopShape> loop_shape(const Model& model, const Lattice& lattice, const NucleationSite& site,
                                    const LoopSystem& system, const Matrix3& stress, double radius) {
  const Circle circle = circle_at(site, system, radius);
  std::optional<LoopShape> out =
      site.place == NucleationPlace::bulk ? full_shape(model, circle) : half_shape(model, circle, system.normal);
  if (!out) return std::nullopt;
  // At e2 the line runs along -e1; the Peach-Koehler force there has to point along e2.
  const double growth = (stress * lattice.burgers(system.burgers)).cross(-circle.e1).dot(circle.e2);
  out->burgers = growth > 0.0 ? system.burgers : negated(system.burgers);
  out->plane = system.plane;
  return out;
}

SweptArea area_of_loop(const Boundary& boundary, const LoopShape& loop, const Vector3& normal) {
  SweptArea out;
  const std::vector<Vector3>& x = loop.corners;
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    const Vector3 triangle = -0.5 * (x[i] - x[0]).cross(x[i + 1] - x[0]), middle = (x[0] + x[i] + x[i + 1]) / 3.0;
    out += SweptArea{triangle, middle * triangle.transpose()};
  }
  if (!loop.half) return out;
  const SweptArea sliver = surface_sliver(boundary, x.front(), x.back(), normal);
  out += SweptArea{-sliver.area, -sliver.moment};
  return out;
}

bool near_lines(const Network& network, const LoopShape& loop, double clearance) {
  const std::size_t corners = loop.corners.size(), sides = loop.half ? corners - 1 : corners;
  const int copies = network.period() > 0.0 ? 1 : 0;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    if (!network.segments()[s].alive) continue;
    const Vector3 a = network.start(static_cast<Slot>(s)), line = network.line(static_cast<Slot>(s));
    const Vector3 nearest = loop.centre + network.separation(loop.centre, a);
    for (int k = -copies; k <= copies; ++k) {
      const Vector3 from = nearest + Vector3(0.0, 0.0, k * network.period());
      for (std::size_t i = 0; i < sides; ++i)
        if (segment_distance(loop.corners[i], loop.corners[(i + 1) % corners], from, from + line) < clearance)
          return true;
    }
  }
  return false;
}

Nucleated insert_loop(const Model& model, State& state, Integrator& integrator, const NucleationSite& site,
                      const LoopSystem& system, const Matrix3& stress, std::vector<Event>& events) {
  const bool half = site.place != NucleationPlace::bulk;
  const double shear = std::abs(system.schmid_shear(stress));
  if (!(shear > 0.0)) return Nucleated::stillborn;
  const double critical = loop_saddle(half ? model.half_loop : model.full_loop, shear).radius;
  Nucleated fate = Nucleated::blocked;
  for (const double factor : {1.2, 1.35, 1.5}) {
    const double radius = std::max(factor * critical, least_radius(model, half));
    const std::optional<LoopShape> loop = loop_shape(model, state.network.lattice(), site, system, stress, radius);
    if (!loop || near_lines(state.network, *loop, model.numerics.core_radius)) return fate;
    std::vector<Slot> nodes;
    const std::vector<Slot> segments = draw(state.network, *loop, nodes);
    if (growth_power(model, state, integrator, *loop, nodes, segments) > 0.0) {
      book(model, state, *loop, system, segments, events);
      if (radius > 1.5 * critical) ++state.nucleation.coarse;
      return Nucleated::inserted;
    }
    for (const Slot s : segments) Edit(state.network).remove_segment(s, Cause::nucleation);
    fate = Nucleated::stillborn;
  }
  return fate;
}

}  // namespace pillardd
