#include "ddd/dynamics/surface.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

namespace {

/// A node this far outside has left [nm]; below it lies on the surface.
constexpr double outside_tolerance = 1e-6;

constexpr int sliver_depth = 14;

bool outside(const Model& model, const Vector3& x) { return model.boundary->signed_distance(x) > outside_tolerance; }

bool left_pillar(const Model& model, const Network& network, Slot n) {
  const Node& node = network.node(n);
  return node.kind == NodeKind::free && outside(model, node.x);
}

/// Unit in-plane part of the outward normal at a point of the surface; zero where the plane is tangent.
Vector3 outward_in_plane(const Boundary& boundary, const Vector3& x, const Vector3& n) {
  const Vector3 m = boundary.nearest_surface(x).normal, in = m - m.dot(n) * n;
  return in.norm() > 1e-9 ? Vector3(in.normalized()) : Vector3(Vector3::Zero());
}

/// The surface over the middle of the chord p -> q, along the chord's in-plane normal: the body is convex, so this point lies
/// between p and q also round a corner, however acute. (The way of steepest approach need not.)
std::optional<Vector3> over_middle(const Boundary& boundary, const Vector3& p, const Vector3& q, const Vector3& n) {
  const Vector3 middle = 0.5 * (p + q), across = (q - p).cross(n);
  if (!(across.norm() > 0.0) || boundary.signed_distance(middle) >= 0.0) return std::nullopt;
  const double side = across.dot(outward_in_plane(boundary, p, n) + outward_in_plane(boundary, q, n));
  const Vector3 up = (side < 0.0 ? -4.0 : 4.0) * boundary.bounding_radius() * across.normalized();
  const std::optional<double> fraction = boundary.exit_fraction(middle, middle + up);
  return fraction ? std::optional<Vector3>(middle + *fraction * up) : std::nullopt;
}

/// Flat, with its centroid.
SweptArea flat(const Vector3& area, const Vector3& centroid) { return {area, centroid * area.transpose()}; }

SweptArea sliver(const Boundary& boundary, const Vector3& p, const Vector3& q, const Vector3& n, int depth) {
  const Vector3 chord = q - p;
  const std::optional<Vector3> m = over_middle(boundary, p, q, n);
  if (!m) return {};
  const Vector3 rise = *m - 0.5 * (p + q);
  const bool parabola = rise.norm() < 2e-3 * chord.norm() && chord.norm() < 0.02 * boundary.bounding_radius();
  if (depth == 0 || parabola) return flat((2.0 / 3.0) * chord.cross(rise), 0.5 * (p + q) + 0.4 * rise);
  const SweptArea first = sliver(boundary, p, *m, n, depth - 1), second = sliver(boundary, *m, q, n, depth - 1);
  SweptArea whole = flat(0.5 * chord.cross(rise), (p + q + *m) / 3.0);
  whole.area = whole.area + first.area + second.area;
  whole.moment = whole.moment + first.moment + second.moment;
  return whole;
}

/// The surface point that stands for an end of what is taken away.
Vector3 surface_end(const Model& model, const Network& network, Slot n, const Vector3& x, const Vector3& normal) {
  if (network.node(n).kind == NodeKind::surface) return x;
  const std::optional<SurfacePoint> p = model.boundary->onto_surface(x, normal);
  return p ? p->x : model.boundary->nearest_surface(x).x;
}

/// Takes a segment that is outside, or a chord at the surface, away: its line is carried to the surface, what that sweeps is
/// booked, and it is gone.
void let_go(const Model& model, State& state, Slot s, std::vector<Event>& events) {
  Network& network = state.network;
  Edit edit(network, &state.ledger);
  const Segment segment = network.segment(s);
  const Vector3 a = network.start(s), b = network.end(s);
  const Vector3 to_a = surface_end(model, network, segment.a, a, segment.normal);
  const Vector3 to_b = surface_end(model, network, segment.b, b, segment.normal);
  SweptArea gone = swept(a, b, to_a, to_b);
  gone += surface_sliver(*model.boundary, to_a, to_b, segment.normal);
  const double length = (b - a).norm();
  edit.book_swept(segment.burgers_nm, gone, Cause::escape);
  edit.hand_out(s);
  edit.lose(s);
  edit.remove_segment(s, Cause::escape);
  state.escaped_length += length;
  Event event;
  event.kind = EventKind::escape;
  event.x = 0.5 * (to_a + to_b);
  event.burgers = segment.burgers;
  event.plane = segment.plane;
  event.length = length;
  event.area = gone.area.norm();
  events.push_back(event);
}

/// Puts a surface node where the segment crosses the surface; the part outside becomes a segment of its own.
void cut(const Model& model, State& state, Slot s, Slot inner) {
  Network& network = state.network;
  Edit edit(network, &state.ledger);
  const bool from_a = network.segment(s).a == inner;
  const Vector3 p = from_a ? network.start(s) : network.end(s), q = from_a ? network.end(s) : network.start(s);
  const std::optional<double> fraction = model.boundary->exit_fraction(p, q);
  require(fraction.has_value(), "a line that leaves crosses the surface");
  if (*fraction <= 0.0 || *fraction >= 1.0) return;
  edit.set_kind(edit.bisect(s, from_a ? *fraction : 1.0 - *fraction), NodeKind::surface);
}

/// Divides the segments that leave so that each one is wholly inside or wholly outside.
void divide_crossing(const Model& model, State& state) {
  Network& network = state.network;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Slot s = static_cast<Slot>(i);
    if (!network.segments()[i].alive || network.segments()[i].sessile) continue;
    const Slot a = network.segments()[i].a, b = network.segments()[i].b;
    const bool a_out = left_pillar(model, network, a), b_out = left_pillar(model, network, b);
    if (!a_out && !b_out) continue;
    const Vector3 middle = network.start(s) + 0.5 * network.line(s);
    const bool bulges_in = !outside(model, middle) && model.boundary->signed_distance(middle) < -outside_tolerance;
    if (a_out && b_out) {
      if (bulges_in) Edit(network, &state.ledger).bisect(s, 0.5);  // both halves are new crossings, seen later in this loop
      if (bulges_in) cut(model, state, s, network.segment(s).b);
      continue;
    }
    const Slot inner = a_out ? b : a;
    if (network.node(inner).kind != NodeKind::surface || bulges_in) cut(model, state, s, inner);
  }
}

/// A free node outside with arms of which all are outside: nothing is left of it in the pillar.
bool is_outside_part(const Model& model, const Network& network, Slot s) {
  const Segment& segment = network.segment(s);
  return segment.alive && !segment.sessile &&
         (left_pillar(model, network, segment.a) || left_pillar(model, network, segment.b));
}

/// Both ends on the surface and too short to matter, or all of it within a core radius of the surface: the line has left.
/// Lines that lay along a cylinder, their nodes on it, were cut at each of them and met at their new ends for ever.
bool is_spent_chord(const Model& model, const Network& network, Slot s) {
  const Segment& segment = network.segment(s);
  if (!segment.alive || segment.sessile) return false;
  if (network.node(segment.a).kind != NodeKind::surface || network.node(segment.b).kind != NodeKind::surface) return false;
  const Vector3 middle = network.start(s) + 0.5 * network.line(s);
  return network.length(s) < model.numerics.segment_min ||
         model.boundary->signed_distance(middle) > -model.numerics.core_radius;
}

/// The segments of a line from surface node `first` to another one all of which lies within a core radius a of the surface,
/// beside its image; empty when there is none. Nearer than about a/2 the image force, whose core is as wide, falls to zero,
/// and a load that pushes inwards would hold the line there for ever; that of a line, mu b/(4 pi (1-nu) d) against the load's
/// shear, draws it out.
std::vector<Slot> line_in_surface(const Model& model, const Network& network, Slot first) {
  const auto deep = [&](const Vector3& x) { return model.boundary->signed_distance(x) < -model.numerics.core_radius; };
  std::vector<Slot> line;
  const Node& start = network.node(first);
  if (!start.alive || start.kind != NodeKind::surface || start.held || start.arms.size() != 1) return line;
  Slot n = first, s = start.arms.front();
  for (;;) {
    if (network.segment(s).sessile || deep(network.start(s) + 0.5 * network.line(s))) return {};
    line.push_back(s);
    n = network.other_end(s, n);
    const Node& node = network.node(n);
    if (node.kind == NodeKind::surface) return node.held ? std::vector<Slot>{} : line;
    if (node.kind != NodeKind::free || node.arms.size() != 2 || deep(node.x)) return {};
    s = node.arms[0] == s ? node.arms[1] : node.arms[0];
  }
}

/// The point of the surface that node n reaches on the glide planes of its arms other than `without`; nullopt when its
/// planes leave it no way there.
std::optional<Vector3> way_out(const Model& model, const Network& net, Slot n, Slot without) {
  std::vector<Vector3> normals;
  for (const Slot s : net.node(n).arms)
    if (s != without && !is_zero(net.segment(s).plane)) normals.push_back(net.segment(s).normal);
  const Freedom freedom = freedom_from(normals);
  const Vector3& x = net.node(n).x;
  if (freedom.rank >= 2) {
    const std::optional<SurfacePoint> p =
        model.boundary->onto_surface(x, normals.empty() ? Vector3(Vector3::Zero()) : normals.front());
    return p ? std::optional<Vector3>(p->x) : std::nullopt;
  }
  if (freedom.rank == 0) return std::nullopt;
  const Vector3 outward = model.boundary->nearest_surface(x).normal;
  const Vector3 along = freedom.basis.col(0) * (freedom.basis.col(0).dot(outward) < 0.0 ? -1.0 : 1.0);
  const Vector3 far = x + 2.0 * model.numerics.segment_min * along;
  const std::optional<double> fraction = model.boundary->exit_fraction(x, far);
  return fraction ? std::optional<Vector3>(x + *fraction * (far - x)) : std::nullopt;
}

/// Where the end p of a smooth line o, n, p in one plane goes when n is taken out, so that no area is swept; nullopt where
/// n is no node of such a line, or the surface nearly that line. By the nearest way out of n instead, what the line bows
/// is shaved off each time, against the load.
std::optional<Vector3> end_without_area(const Model& model, const Network& net, Slot p, Slot n, Slot link) {
  const Node& node = net.node(n);
  if (node.arms.size() != 2) return std::nullopt;
  const Slot other = node.arms[0] == link ? node.arms[1] : node.arms[0];
  const Segment &s = net.segment(link), &t = net.segment(other);
  if (is_zero(s.plane) || s.plane != t.plane) return std::nullopt;
  const Vector3 x = node.x, end = x + net.separation(x, net.node(p).x);
  const Vector3 start = x + net.separation(x, net.node(net.other_end(other, n)).x);
  const Vector3 along = s.normal.cross(model.boundary->nearest_surface(end).normal);
  if (along.norm() < 1e-2) return std::nullopt;
  const double per_nm = s.normal.dot((end - start).cross(along.normalized()));
  const double way = -s.normal.dot((x - start).cross(end - start)) / per_nm;
  if (!(std::abs(way) < net.length(link))) return std::nullopt;
  const std::optional<SurfacePoint> to = model.boundary->onto_surface(end + way * along.normalized(), s.normal);
  return to ? std::optional<Vector3>(to->x) : std::nullopt;
}

/// A short link from the surface to a node: the node behind it leaves, each of its other arms then ends on the surface by
/// itself. Without this the link shrinks, and the step with it.
void leave_through(const Model& model, State& state, Slot p) {
  Network& net = state.network;
  const Node& surface = net.node(p);
  if (!surface.alive || surface.kind != NodeKind::surface || surface.held || surface.arms.size() != 1) return;
  const Slot link = surface.arms.front(), n = net.other_end(link, p);
  if (net.segment(link).sessile || net.length(link) >= 0.5 * model.numerics.segment_min) return;
  if (!net.mobile(n) || net.node(n).kind != NodeKind::free || net.node(n).arms.size() < 2) return;
  std::optional<Vector3> to = end_without_area(model, net, p, n, link);
  if (!to) to = way_out(model, net, n, no_slot);  // as a corner it slides, and the link shrinks to nothing
  if (!to) to = way_out(model, net, n, link);
  if (!to || beyond_platen(model, to->z()) || (*to - net.node(n).x).norm() > 2.0 * model.numerics.segment_min) return;
  Edit edit(net, &state.ledger);
  const Segment& s = net.segment(link);
  const Vector3 outward_b = s.a == p ? s.burgers_nm : Vector3(-s.burgers_nm);
  const Vector3 there = surface.x + net.separation(surface.x, *to);  // the link may pass the periodic boundary
  edit.book_swept(outward_b, surface_sliver(*model.boundary, surface.x, there, s.normal), Cause::escape);
  edit.merge(p, n, *to, Cause::escape);
  while (net.node(p).alive && net.node(p).arms.size() > 1) edit.part(p, net.node(p).arms.back());
}

/// Surface node n on the surface near `to`; between platens no farther along the way there than it may go, since bringing it
/// back to the surface changes its z too.
Vector3 place_on_surface(const Model& model, const Network& network, Slot n, const Vector3& to) {
  const Vector3& from = network.node(n).x;
  const Vector3& normal = network.segment(network.node(n).arms.front()).normal;
  const auto at = [&](double part) {
    const std::optional<SurfacePoint> p = model.boundary->onto_surface(from + part * (to - from), normal);
    return p ? p->x : from;
  };
  const Vector3 there = at(1.0);
  if (!beyond_platen(model, there.z()) || beyond_platen(model, from.z())) return there;
  Vector3 kept = from;
  for (double low = 0.0, high = 1.0; high - low > 1e-12;) {
    const double middle = 0.5 * (low + high);
    const Vector3 x = at(middle);
    const bool over = beyond_platen(model, x.z());
    (over ? high : low) = middle;
    if (!over) kept = x;
  }
  return kept;
}

void free_balanced_nodes(State& state) {
  Edit edit(state.network, &state.ledger);
  for (std::size_t i = 0; i < state.network.nodes().size(); ++i) {
    const Node& n = state.network.nodes()[i];
    const Slot slot = static_cast<Slot>(i);
    if (n.alive && n.kind == NodeKind::surface && n.arms.size() > 1 && is_zero(state.network.burgers_sum(slot)))
      edit.set_kind(slot, NodeKind::free);
  }
}

}  // namespace

SweptArea surface_sliver(const Boundary& boundary, const Vector3& p, const Vector3& q, const Vector3& n) {
  if (!n.isZero(0.0)) return sliver(boundary, p, q, n, sliver_depth);
  const Vector3 upright = (q - p).cross(boundary.nearest_surface(0.5 * (p + q)).normal);  // no glide plane: straight out
  return upright.norm() > 0.0 ? sliver(boundary, p, q, upright.normalized(), sliver_depth) : SweptArea();
}

Vector3 allowed_position(const Model& model, const Network& network, Slot n, const Vector3& x) {
  const Node& node = network.node(n);
  Vector3 to = x;
  if (model.boundary->ends() == Ends::platens) {
    // A node that topology put beyond a platen is only kept from going farther.
    const double low = std::min(0.0, node.x.z()), high = std::max(model.boundary->height(), node.x.z());
    const double bound = std::clamp(to.z(), low, high);
    if (bound != to.z() && to.z() != node.x.z()) {
      to = node.x + std::clamp((bound - node.x.z()) / (to.z() - node.x.z()), 0.0, 1.0) * (to - node.x);
      to.z() = bound;
    }
  }
  if (node.kind != NodeKind::surface) return to;
  return place_on_surface(model, network, n, to);
}

bool beyond_platen(const Model& model, double z) {
  return model.boundary->ends() == Ends::platens && (z < 0.0 || z > model.boundary->height());
}

void book_surface_motion(const Model& model, State& state, const std::vector<Vector3>& x_before) {
  Edit edit(state.network, &state.ledger);
  for (std::size_t i = 0; i < x_before.size(); ++i) {
    const Node& node = state.network.nodes()[i];
    if (!node.alive || node.kind != NodeKind::surface || node.x == x_before[i]) continue;
    for (const Slot s : node.arms) {
      const Segment& segment = state.network.segment(s);
      const Vector3 outward = segment.a == static_cast<Slot>(i) ? segment.burgers_nm : Vector3(-segment.burgers_nm);
      edit.book_swept(outward, surface_sliver(*model.boundary, x_before[i], node.x, segment.normal), Cause::motion);
    }
  }
}

void release_chords(const Model& model, State& state, std::vector<Event>& events) {
  for (std::size_t i = 0; i < state.network.segments().size(); ++i)
    if (state.network.segments()[i].alive && is_spent_chord(model, state.network, static_cast<Slot>(i)))
      let_go(model, state, static_cast<Slot>(i), events);
}

void cut_at_surface(const Model& model, State& state, std::vector<Event>& events) {
  Network& network = state.network;
  divide_crossing(model, state);
  for (std::size_t i = 0; i < network.segments().size(); ++i)
    if (network.segments()[i].alive && is_outside_part(model, network, static_cast<Slot>(i)))
      let_go(model, state, static_cast<Slot>(i), events);
  release_chords(model, state, events);
  const std::size_t nodes = network.nodes().size();
  if (!model.image->is_none())
    for (std::size_t n = 0; n < nodes; ++n)
      for (const Slot s : line_in_surface(model, network, static_cast<Slot>(n))) let_go(model, state, s, events);
  for (std::size_t n = 0; n < nodes; ++n) leave_through(model, state, static_cast<Slot>(n));
  free_balanced_nodes(state);
}

}  // namespace pillardd
