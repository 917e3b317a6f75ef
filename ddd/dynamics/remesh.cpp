#include <algorithm>
#include <cmath>

#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// Limits of the triangle area spanned by the two arms of a node [nm^2]: below, the node is not needed to hold the
/// line's shape; above, its arms are divided. Rules of Arsenlis et al., MSMSE 15 (2007) 553, section 3.
struct AreaLimits {
  double min, max;
  explicit AreaLimits(const Numerics& n)
      : min(0.5 * n.tolerance * n.segment_max),
        max(0.5 * (4.0 * min + 0.25 * std::sqrt(3.0) * n.segment_max * n.segment_max)) {}
};

/// An arm that joining may leave, of segment_max: longer ones are halved in the same pass, so that three arms become
/// three of more even lengths where two would not do.
constexpr double longest_made = 1.5;

/// Of segment_max: what joining leaves may be that long where a node is not needed, or where it is only moved onto its
/// neighbour: short of the length that is divided, else a line near it is divided and joined in turn.
constexpr double well_below = 0.75;

/// Of a chord: a node as near as that to its middle stays where it is.
constexpr double near_middle = 0.02;

/// Of segment_min: an arm that short is taken out even where what is left is soon divided again.
constexpr double shortest_kept = 0.7;

/// In kink heights: the end of a screw whose arm has risen by less out of the band stays beside a corner, from half of
/// segment_min on. Put back to the middle of the chord it slid to where it had been, for ever.
constexpr double hardly_risen = 2.0, near_corner = 0.5;

/// Sine of the angle to the Burgers vector below which a line without a plane names none.
constexpr double flattest = 0.02;

/// Whether divide_at_corner acts on a node that has `there` and `back` to its neighbours.
bool is_divided(const Model& model, const AreaLimits& area, const Vector3& there, const Vector3& back) {
  return 0.5 * there.cross(back).norm() > area.max &&
         std::max(there.norm(), back.norm()) >= 2.0 * model.numerics.segment_min;
}

double corner_area(const Network& net, Slot n) {
  const Node& node = net.node(n);
  const Vector3 u = net.separation(node.x, net.node(net.other_end(node.arms[0], n)).x);
  const Vector3 w = net.separation(node.x, net.node(net.other_end(node.arms[1], n)).x);
  return 0.5 * u.cross(w).norm();
}

/// Where nodes n and p of one line can be joined so that no area is swept: with o before p and q after n, the point x
/// at the height over the chord o -> q at which the triangle o x q has the area of the polygon o p n q; halfway along,
/// or, where that is far from both, over p. nullopt where the line folds back or p does not lie in the run of the line.
std::optional<Vector3> joint_without_area(const Model& model, const Network& net, Slot n, Slot p, Slot link) {
  if (!is_line_node(net, p)) return std::nullopt;
  const Slot before = net.node(p).arms[0] == link ? net.node(p).arms[1] : net.node(p).arms[0];
  const Slot after = net.node(n).arms[0] == link ? net.node(n).arms[1] : net.node(n).arms[0];
  if (net.segment(before).plane != net.segment(link).plane) return std::nullopt;
  const Vector3 base = net.node(n).x;
  const Vector3 o =
      net.separation(base, net.node(p).x) + net.separation(net.node(p).x, net.node(net.other_end(before, p)).x);
  const Vector3 xp = net.separation(base, net.node(p).x),
                xq = net.separation(base, net.node(net.other_end(after, n)).x);
  const Vector3 chord = xq - o;
  Vector3 normal = net.segment(link).normal;
  if (is_zero(net.segment(link).plane)) {  // the plane in which such a line glides, of its Burgers vector and itself
    normal = net.segment(link).burgers_nm.cross(chord);
    if (normal.norm() < flattest * net.segment(link).burgers_nm.norm() * chord.norm()) return std::nullopt;
    normal.normalize();
  }
  const double area = normal.dot((xp - o).cross(-o) + (-o).cross(xq - o));  // twice that of o p n q
  const double length = chord.norm(), longest = longest_made * model.numerics.segment_max;
  if (length < model.numerics.segment_min) return std::nullopt;
  const Vector3 along = chord / length, side = along.cross(normal);
  for (const Vector3& near : {Vector3(0.5 * xp), xp}) {
    const Vector3 x = o + along * along.dot(near - o) + side * (area / length);
    if (!beyond_platen(model, base.z() + x.z()) && (x - near).norm() <= model.numerics.segment_min &&
        std::max((x - o).norm(), (x - xq).norm()) <= longest)
      return base + x;
  }
  return std::nullopt;
}

/// The node n inside a straight screw between p and q, too near to one of them, is shifted along the chord to its middle
/// where taking it out would leave an arm that is soon halved again. The force that moves an end of the screw along b
/// depends a little on how its last arm is divided; near a source's critical shape that little turned the line back each
/// time, for ever.
bool center_in_screw(const Model& model, State& state, Slot n, Slot p, Slot q) {
  Network& net = state.network;
  for (const Slot s : net.node(n).arms)
    if (!is_near_screw(net, s)) return false;
  const Vector3 chord = net.separation(net.node(p).x, net.node(q).x),
                way = net.separation(net.node(p).x, net.node(n).x);
  if (chord.norm() <= well_below * model.numerics.segment_max) return false;
  const double to_middle = 0.5 - way.dot(chord) / chord.squaredNorm();
  const Vector3 to = net.node(n).x + to_middle * chord;
  if (model.boundary->signed_distance(to) > 0.0 || beyond_platen(model, to.z())) return false;
  if (std::abs(to_middle) > near_middle) {
    const Vector3 b = net.segment(net.node(n).arms[0]).burgers_nm.normalized(), there = way + to_middle * chord;
    const auto across = [&](const Vector3& v) { return Vector3(v - b * b.dot(v)).norm(); };
    if (std::max(across(there), across(chord - there)) >= kink_height(net.lattice())) return false;
    Edit(net, &state.ledger).move_node(n, to, Cause::remesh);
  }
  return true;
}

/// Joins node n with its neighbour p across `link` where a straight screw reaches to one of them: the node inside the
/// screw is taken out, and the one at which it ends stays, so that the screw stays straight. False where there is none,
/// on both sides of a mixed link, or where the arm made would be longer than `longest_made`. One that would soon be
/// halved again is not made: the node slides.
bool join_in_screw(const Model& model, State& state, Slot n, Slot p, Slot link) {
  Network& net = state.network;
  if (!is_line_node(net, p)) return false;
  const Slot before = net.node(p).arms[0] == link ? net.node(p).arms[1] : net.node(p).arms[0];
  const Slot after = net.node(n).arms[0] == link ? net.node(n).arms[1] : net.node(n).arms[0];
  if (net.segment(before).plane != net.segment(link).plane) return false;
  const bool b = is_near_screw(net, before), l = is_near_screw(net, link), a = is_near_screw(net, after);
  if ((!b && !a) || (b && a && !l)) return false;
  const bool drop_p = l ? b : a;
  const double tilt = screw_offset(net, link).norm() + screw_offset(net, drop_p ? before : after).norm();
  if (l && tilt >= kink_height(net.lattice())) return false;
  const Slot keep = drop_p ? n : p, gone = drop_p ? p : n;
  const Slot end = drop_p ? net.other_end(before, p) : net.other_end(after, n);
  if (end == keep || net.segment_between(end, keep) != no_slot) return false;
  if (center_in_screw(model, state, gone, end, keep)) return true;
  if (net.separation(net.node(end).x, net.node(keep).x).norm() > longest_made * model.numerics.segment_max)
    return false;
  Edit(net, &state.ledger).merge(keep, gone, net.node(keep).x, Cause::remesh);
  return true;
}

/// Whether n joined with its neighbour p at x leaves there a corner that is divided again.
bool leaves_divided_corner(const Model& model, const Network& net, const AreaLimits& area, Slot n, Slot p,
                           const Vector3& x) {
  if (!is_line_node(net, p)) return false;
  const auto beyond = [&](Slot node, Slot from) {
    const std::vector<Slot>& arms = net.node(node).arms;
    const Slot next = net.other_end(arms[0], node) == from ? arms[1] : arms[0];
    return net.separation(x, net.node(net.other_end(next, node)).x);
  };
  return is_divided(model, area, beyond(p, n), beyond(n, p));
}

bool turns_plane(const Network& net, Slot n) {
  return net.segment(net.node(n).arms[0]).plane != net.segment(net.node(n).arms[1]).plane;
}

/// Whether m, a neighbour of n, is a node of one bowed line in a plane: no pin, junction, node on the surface, corner
/// of two planes or end of a screw.
bool runs_on(const Network& net, Slot m, Slot n) {
  if (!is_line_node(net, m) || turns_plane(net, m)) return false;
  const std::vector<Slot>& arms = net.node(m).arms;
  return !is_near_screw(net, net.other_end(arms[0], m) == n ? arms[1] : arms[0]);
}

/// The node n too near to p, where its line ends or turns, is shifted along the chord of its neighbours to its middle,
/// so that no area is swept: where it alone holds the line's shape up to q, where the line ends too, and taking it out
/// would pull the line straight, which bows out again; or where what joining leaves is so long that it is soon divided
/// again.
bool center_beside_end(const Model& model, State& state, Slot n, Slot p, Slot q, const AreaLimits& area) {
  Network& net = state.network;
  if (runs_on(net, p, n)) return false;
  bool at_screw = false;
  for (const Slot s : net.node(n).arms) {
    if (is_near_screw(net, s)) return false;
    at_screw = at_screw || is_near_screw(net, s, hardly_risen);
  }
  const Vector3 chord = net.separation(net.node(p).x, net.node(q).x),
                way = net.separation(net.node(p).x, net.node(n).x);
  if (chord.norm() < 1.5 * model.numerics.segment_min) return false;
  const bool needed = !runs_on(net, q, n) && corner_area(net, n) >= area.min;
  if (!needed && chord.norm() <= well_below * model.numerics.segment_max) return false;
  if (needed && at_screw && way.norm() >= near_corner * model.numerics.segment_min) return true;
  const Vector3 to = net.node(n).x + (0.5 - way.dot(chord) / chord.squaredNorm()) * chord;
  if (model.boundary->signed_distance(to) > 0.0 || beyond_platen(model, to.z())) return false;
  Edit(net, &state.ledger).move_node(n, to, Cause::remesh);
  return true;
}

/// Takes a node out, when both arms lie on one plane: joined with its nearer neighbour without sweeping area, or, at
/// the end of a run, moved along the line onto it.
bool join_out(const Model& model, State& state, Slot n, const AreaLimits& area) {
  Network& net = state.network;
  if (!is_line_node(net, n)) return false;
  const Slot s = net.node(n).arms[0], t = net.node(n).arms[1];
  const Slot p = net.other_end(s, n), q = net.other_end(t, n);
  if (p == q || net.segment_between(p, q) != no_slot) return false;  // a triangle: left to the removal of small loops
  if (net.segment(s).plane != net.segment(t).plane) return false;
  const bool short_arm = std::min(net.length(s), net.length(t)) < model.numerics.segment_min;
  const bool p_nearer = net.length(s) <= net.length(t);
  const Slot near = p_nearer ? p : q, far = p_nearer ? q : p, to_near = p_nearer ? s : t, to_far = p_nearer ? t : s;
  if (short_arm && center_beside_end(model, state, n, near, far, area)) return true;
  if (short_arm && center_in_screw(model, state, n, p, q)) return true;
  const double straight = net.separation(net.node(p).x, net.node(q).x).norm();
  const bool long_left = straight > well_below * model.numerics.segment_max;
  if (straight > model.numerics.segment_max || (long_left && !short_arm)) return false;
  if (!short_arm && corner_area(net, n) >= area.min) return false;
  if (net.period() > 0.0 && net.length(s) + net.length(t) > 0.3 * net.period()) return false;
  if (join_in_screw(model, state, n, near, to_near)) return true;
  const bool may_stay = net.length(to_near) >= shortest_kept * model.numerics.segment_min;
  const auto join = [&](Slot with, const Vector3& x) {
    if (may_stay && leaves_divided_corner(model, net, area, n, with, x)) return false;
    Edit(net, &state.ledger).merge(with, n, x, Cause::remesh);
    return true;
  };
  if (const std::optional<Vector3> x = joint_without_area(model, net, n, near, to_near)) return join(near, *x);
  if (const std::optional<Vector3> y = joint_without_area(model, net, n, far, to_far)) return join(far, *y);
  return !(may_stay && long_left) && !tilts_screw(net, to_far, n, near) && join(near, net.node(near).x);
}

/// A short link between two corners of different planes: joined where both lines can meet. (A node within a plane is
/// joined without sweeping area.)
bool join_corners(const Model& model, State& state, Slot n) {
  Network& net = state.network;
  if (!is_line_node(net, n) || !turns_plane(net, n)) return false;
  const std::vector<Slot> arms = net.node(n).arms;
  for (const Slot s : arms) {
    const Slot m = net.other_end(s, n);
    if (!is_line_node(net, m) || !turns_plane(net, m) || net.length(s) >= 0.5 * model.numerics.segment_min) continue;
    const Slot beyond_n = net.other_end(arms[0] == s ? arms[1] : arms[0], n);
    if (beyond_n == m || net.segment_between(beyond_n, m) != no_slot) continue;
    const std::optional<Vector3> x = meeting_point(model, net, n, m, model.numerics.segment_min);
    if (!x) continue;
    Edit(net, &state.ledger).merge(n, m, net.node(n).x + net.separation(net.node(n).x, *x), Cause::remesh);
    return true;
  }
  return false;
}

void divide_at_corner(const Model& model, State& state, Slot n, const AreaLimits& area) {
  Network& net = state.network;
  if (!is_line_node(net, n)) return;
  const std::vector<Slot> arms = net.node(n).arms;
  const auto arm = [&](Slot s) { return net.separation(net.node(n).x, net.node(net.other_end(s, n)).x); };
  if (!is_divided(model, area, arm(arms[0]), arm(arms[1]))) return;
  for (const Slot s : arms)
    if (net.length(s) >= 2.0 * model.numerics.segment_min) Edit(net, &state.ledger).bisect(s, 0.5);
}

}  // namespace

void remesh(const Model& model, State& state) {
  Network& net = state.network;
  const AreaLimits area(model.numerics);
  const std::size_t nodes = net.nodes().size();
  for (std::size_t n = 0; n < nodes; ++n)
    if (!join_out(model, state, static_cast<Slot>(n), area)) join_corners(model, state, static_cast<Slot>(n));
  for (std::size_t n = 0; n < nodes; ++n) divide_at_corner(model, state, static_cast<Slot>(n), area);
  for (std::size_t s = 0; s < net.segments().size(); ++s) {  // halves appended are looked at again
    const Segment& segment = net.segments()[s];
    if (segment.alive && !segment.sessile && net.length(static_cast<Slot>(s)) > model.numerics.segment_max) {
      Edit(net, &state.ledger).bisect(static_cast<Slot>(s), 0.5);
      --s;
    }
  }
}

}  // namespace pillardd
