#include <algorithm>
#include <cmath>
#include <optional>

#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

Slot other_arm(const Network& net, Slot n, Slot s) {
  return net.node(n).arms[0] == s ? net.node(n).arms[1] : net.node(n).arms[0];
}

/// Whether a line ends at node n on the surface and may move there.
bool is_end_on_surface(const Network& net, Slot n) {
  const Node& node = net.node(n);
  return node.alive && node.kind == NodeKind::surface && !node.held && node.arms.size() == 1;
}

/// Where the run that slides may end: at a corner, or on the surface too, where its end goes with it.
enum class RunEnd { corner, surface_too };

/// Nodes of the run that starts at n along arm t and stays on its plane, as far as all may shift by d: the last one is
/// a corner whose further arm's plane contains d, or the line's end on the surface; or the run cannot be shifted
/// (empty).
std::vector<Slot> run_that_shifts(const Network& net, Slot n, Slot t, const Vector3& d, RunEnd end) {
  std::vector<Slot> run{n};
  const Integer3 plane = net.segment(t).plane;
  for (;;) {
    const Slot m = net.other_end(t, run.back());
    const bool ends = end == RunEnd::surface_too && is_end_on_surface(net, m);
    if (m == n || !(ends || is_line_node(net, m))) return {};
    run.push_back(m);
    if (ends) return run;
    const Slot next = other_arm(net, m, t);
    if (net.segment(next).plane != plane) {
      const bool free_to_shift = is_zero(net.segment(next).plane) || std::abs(net.segment(next).normal.dot(d)) < 1e-9;
      return free_to_shift ? run : std::vector<Slot>{};
    }
    t = next;
  }
}

double length_of(const Network& net, const std::vector<Slot>& run) {
  double sum = 0.0;
  for (std::size_t k = 0; k + 1 < run.size(); ++k) sum += net.length(net.segment_between(run[k], run[k + 1]));
  return sum;
}

bool holds_screw(const Network& net, const std::vector<Slot>& run) {
  for (std::size_t k = 0; k + 1 < run.size(); ++k)
    if (is_near_screw(net, net.segment_between(run[k], run[k + 1]))) return true;
  return false;
}

/// Part of the link from its corner n to its other end across the Burgers vector: what the run beyond n is shifted by.
Vector3 way_across(const Network& net, Slot n, Slot link) {
  const Vector3 xi = net.segment(link).burgers_nm.normalized();
  const Vector3 gap = net.separation(net.node(n).x, net.node(net.other_end(link, n)).x);
  return gap - xi * xi.dot(gap);
}

/// Where the nodes of the run come to when it shifts by d: its end on the surface, if it has one, along the surface to
/// the plane that the run comes to. Empty where one would come outside, or the end go farther than `reach`.
std::vector<Vector3> places_after(const Model& model, const Network& net, const std::vector<Slot>& run,
                                  const Vector3& d, double reach) {
  std::vector<Vector3> to;
  const bool ends = net.node(run.back()).kind == NodeKind::surface;
  for (const Slot k : run) to.push_back(net.node(k).x + d);
  if (ends) {
    const Vector3& normal = net.segment(net.node(run.back()).arms.front()).normal;
    const std::optional<SurfacePoint> p = model.boundary->onto_surface(to.back(), normal);
    if (!p || (p->x - net.node(run.back()).x).norm() > reach) return {};
    to.back() = p->x;
    for (std::size_t k = 0; k + 1 < run.size(); ++k)
      if (model.boundary->signed_distance(to[k]) > 0.0) return {};
  }
  for (const Vector3& x : to)
    if (beyond_platen(model, x.z())) return {};
  return to;
}

/// Moves a node to `to`; of an end on the surface, what lies between its way and the surface is booked as well.
void shift_node(const Model& model, State& state, Slot n, const Vector3& to) {
  Network& net = state.network;
  const Vector3 from = net.node(n).x;
  Edit edit(net, &state.ledger);
  edit.move_node(n, to, Cause::remesh);
  if (net.node(n).kind != NodeKind::surface) return;
  const Slot s = net.node(n).arms.front();
  const Vector3 upright = (to - from).cross(net.separation(to, net.node(net.other_end(s, n)).x));
  if (!(upright.norm() > 0.0)) return;
  const Vector3 b = net.segment(s).a == n ? net.segment(s).burgers_nm : Vector3(-net.segment(s).burgers_nm);
  edit.book_swept(b, surface_sliver(*model.boundary, from, to, upright.normalized()), Cause::remesh);
}

/// A short link between node m and a corner n, on another plane than the run beyond n: the run slides along the link's
/// plane, by the link's part across the Burgers vector, until it passes through m. Screws, and ends on the surface, are
/// not pushed so by a kink height or more.
bool slide_onto(const Model& model, State& state, Slot n, Slot link, RunEnd end) {
  Network& net = state.network;
  const Slot m = net.other_end(link, n), beyond = other_arm(net, n, link);
  if (net.segment(beyond).plane == net.segment(link).plane || is_zero(net.segment(link).plane)) return false;
  if (net.segment_between(net.other_end(beyond, n), m) != no_slot || net.other_end(beyond, n) == m) return false;
  const Vector3 d = way_across(net, n, link);
  const double height = kink_height(net.lattice()), reach = model.numerics.collision_distance;
  if (d.norm() > reach || (end == RunEnd::surface_too && d.norm() >= height)) return false;
  const std::vector<Slot> run = run_that_shifts(net, n, beyond, d, end);
  if (d.norm() >= height && holds_screw(net, run)) return false;
  if (run.empty() || std::find(run.begin(), run.end(), m) != run.end()) return false;
  const std::vector<Vector3> to = places_after(model, net, run, d, reach);
  if (to.empty()) return false;
  for (std::size_t k = 0; k < run.size(); ++k) shift_node(model, state, run[k], to[k]);
  Edit(net, &state.ledger).merge(m, n, net.node(m).x, Cause::remesh);
  return true;
}

/// The same where only ends on the surface bar it, with those: of the runs on both sides of the link the shorter one,
/// if that can be shifted.
bool slide_with_end(const Model& model, State& state, Slot n, Slot link) {
  const Network& net = state.network;
  const Slot m = net.other_end(link, n);
  const auto length = [&](Slot corner) {
    if (!is_line_node(net, corner)) return 0.0;
    const Slot beyond = other_arm(net, corner, link);
    return length_of(net, run_that_shifts(net, corner, beyond, way_across(net, corner, link), RunEnd::surface_too));
  };
  const double of_n = length(n), of_m = length(m);
  const Slot shorter = of_m > 0.0 && (of_m < of_n || of_n == 0.0) ? m : n;
  return slide_onto(model, state, shorter, link, RunEnd::surface_too);
}

/// A screw does not move for a short link at its end: its corner n slides along b, the line in which the planes of both
/// arms meet, until the link is segment_min long and lies near the screw. Cuts the corner: what that sweeps is at most
/// half the link's width times segment_min, and the line gets shorter.
bool draw_along(const Model& model, State& state, Slot n, Slot link) {
  Network& net = state.network;
  const Slot m = net.other_end(link, n), beyond = other_arm(net, n, link);
  const double least = model.numerics.segment_min;
  if (net.segment(beyond).plane == net.segment(link).plane || is_zero(net.segment(link).plane)) return false;
  if (!is_near_screw(net, beyond)) return false;
  const Vector3 xi = net.segment(link).burgers_nm.normalized(), x = net.node(n).x;
  const Vector3 gap = net.separation(net.node(m).x, x), run = net.separation(x, net.node(net.other_end(beyond, n)).x);
  const double width = (gap - xi * xi.dot(gap)).norm(), way = std::copysign(1.0, xi.dot(run));
  if (width >= 0.5 * least) return false;
  const double shift = std::sqrt(least * least - width * width) - way * xi.dot(gap);
  if (std::abs(xi.dot(run)) - shift < 0.5 * least) return false;
  const Vector3 to = x + way * shift * xi;
  if (model.boundary->signed_distance(to) > 0.0 || beyond_platen(model, to.z())) return false;
  Edit(net, &state.ledger).move_node(n, to, Cause::remesh);
  return true;
}

/// Whether the arm beyond a link is long enough to be led elsewhere by it.
bool outlasts(const Model& model, const Network& net, Slot beyond, Slot link) {
  return net.length(beyond) >= std::min(0.5 * model.numerics.segment_min, 10.0 * net.length(link));
}

/// A link of a few core radii at most: the corner is put on m, if the run's first segment stays on its plane.
/// Cross-slip and back within a moment leaves parallel planes 1e-5 nm apart, which are one. A screw is not tilted for
/// it.
bool snap_onto(const Model& model, State& state, Slot n, Slot link) {
  Network& net = state.network;
  const Slot m = net.other_end(link, n), beyond = other_arm(net, n, link);
  if (net.length(link) >= 0.25 * model.numerics.segment_min) return false;
  if (net.segment_between(net.other_end(beyond, n), m) != no_slot || net.other_end(beyond, n) == m) return false;
  if (!outlasts(model, net, beyond, link) || tilts_screw(net, beyond, n, m)) return false;
  const Vector3 gap = net.separation(net.node(n).x, net.node(m).x), &normal = net.segment(beyond).normal;
  const Vector3 made = net.separation(net.node(net.other_end(beyond, n)).x, net.node(m).x);
  if (!is_zero(net.segment(beyond).plane) && std::abs(normal.dot(gap)) > 1e-9 &&
      std::abs(normal.dot(made)) > plane_slack(made.norm()))
    return false;
  Edit(net, &state.ledger).merge(m, n, net.node(m).x, Cause::remesh);
  return true;
}

/// The last resort for a link below one kink height: the corner and m, which may be a junction, a pin or on the
/// surface, meet where the planes of all their other arms do, neither moving as far as a kink height.
bool meet(const Model& model, State& state, Slot n, Slot link) {
  Network& net = state.network;
  const Slot m = net.other_end(link, n), beyond = other_arm(net, n, link);
  const double reach = kink_height(net.lattice());
  if (net.length(link) >= reach || !outlasts(model, net, beyond, link)) return false;
  if (net.segment_between(net.other_end(beyond, n), m) != no_slot || net.other_end(beyond, n) == m) return false;
  const std::optional<Vector3> x = meeting_point(model, net, n, m, reach);
  if (!x) return false;
  Edit(net, &state.ledger).merge(m, n, net.node(m).x + net.separation(net.node(m).x, *x), Cause::remesh);
  return true;
}

/// Does `close` to the short links of all corners, one each.
template <class Close>
void at_short_links(const Model& model, Network& net, const Close& close) {
  const std::size_t nodes = net.nodes().size();
  for (std::size_t i = 0; i < nodes; ++i) {
    const Slot n = static_cast<Slot>(i);
    if (!is_line_node(net, n)) continue;
    const std::vector<Slot> arms = net.node(n).arms;
    for (const Slot s : arms)
      if (net.length(s) < 0.5 * model.numerics.segment_min && close(n, s)) break;
  }
}

}  // namespace

void draw_short_links(const Model& model, State& state) {
  at_short_links(model, state.network, [&](Slot n, Slot s) { return draw_along(model, state, n, s); });
}

void close_short_links(const Model& model, State& state) {
  at_short_links(model, state.network, [&](Slot n, Slot s) {
    return slide_onto(model, state, n, s, RunEnd::corner) || snap_onto(model, state, n, s) ||
           meet(model, state, n, s) || slide_with_end(model, state, n, s);
  });
}

}  // namespace pillardd
