#include <algorithm>
#include <cmath>
#include <optional>

#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

bool is_corner_of_one_line(const Network& net, Slot n) {
  const Node& node = net.node(n);
  return node.alive && node.kind == NodeKind::free && node.arms.size() == 2 && net.mobile(n);
}

Slot other_arm(const Network& net, Slot n, Slot s) {
  return net.node(n).arms[0] == s ? net.node(n).arms[1] : net.node(n).arms[0];
}

/// Nodes of the run that starts at n along arm t and stays on its plane, as far as all may shift by d: the last one is
/// either a corner whose further arm's plane contains d, or the run cannot be shifted (empty).
std::vector<Slot> run_that_shifts(const Network& net, Slot n, Slot t, const Vector3& d) {
  std::vector<Slot> run{n};
  const Integer3 plane = net.segment(t).plane;
  for (;;) {
    const Slot m = net.other_end(t, run.back());
    if (m == n || !is_corner_of_one_line(net, m)) return {};
    run.push_back(m);
    const Slot next = other_arm(net, m, t);
    if (net.segment(next).plane != plane) {
      const bool free_to_shift = is_zero(net.segment(next).plane) || std::abs(net.segment(next).normal.dot(d)) < 1e-9;
      return free_to_shift ? run : std::vector<Slot>{};
    }
    t = next;
  }
}

bool holds_screw(const Network& net, const std::vector<Slot>& run) {
  for (std::size_t k = 0; k + 1 < run.size(); ++k)
    if (is_near_screw(net, net.segment_between(run[k], run[k + 1]))) return true;
  return false;
}

/// A short link between node m and a corner n, on another plane than the run beyond n: the run slides along the link's plane,
/// by the link's part across the Burgers vector, until it passes through m. Screws are not pushed so by a kink height or
/// more.
bool slide_onto(const Model& model, State& state, Slot n, Slot link) {
  Network& net = state.network;
  const Slot m = net.other_end(link, n), beyond = other_arm(net, n, link);
  if (net.segment(beyond).plane == net.segment(link).plane || is_zero(net.segment(link).plane)) return false;
  if (net.segment_between(net.other_end(beyond, n), m) != no_slot || net.other_end(beyond, n) == m) return false;
  const Vector3 xi = net.segment(link).burgers_nm.normalized(), gap = net.separation(net.node(n).x, net.node(m).x);
  const Vector3 d = gap - xi * xi.dot(gap);
  if (d.norm() > model.numerics.collision_distance) return false;
  const std::vector<Slot> run = run_that_shifts(net, n, beyond, d);
  if (d.norm() >= kink_height(net.lattice()) && holds_screw(net, run)) return false;
  if (run.empty() || std::find(run.begin(), run.end(), m) != run.end()) return false;
  for (const Slot k : run)
    if (beyond_platen(model, net.node(k).x.z() + d.z())) return false;
  Edit edit(net, &state.ledger);
  for (const Slot k : run) edit.move_node(k, net.node(k).x + d, Cause::remesh);
  edit.merge(m, n, net.node(m).x, Cause::remesh);
  return true;
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

/// A link of a few core radii at most: the corner is put on m, if the run's first segment stays on its plane.
/// Cross-slip and back within a moment leaves parallel planes 1e-5 nm apart, which are one. A screw is not tilted for it.
bool snap_onto(const Model& model, State& state, Slot n, Slot link) {
  Network& net = state.network;
  const Slot m = net.other_end(link, n), beyond = other_arm(net, n, link);
  if (net.length(link) >= 0.25 * model.numerics.segment_min) return false;
  if (net.segment_between(net.other_end(beyond, n), m) != no_slot || net.other_end(beyond, n) == m) return false;
  if (net.length(beyond) < 0.5 * model.numerics.segment_min || tilts_screw(net, beyond, n, m)) return false;
  const Vector3 gap = net.separation(net.node(n).x, net.node(m).x), &normal = net.segment(beyond).normal;
  const Vector3 made = net.separation(net.node(net.other_end(beyond, n)).x, net.node(m).x);
  if (!is_zero(net.segment(beyond).plane) && std::abs(normal.dot(gap)) > 1e-9 &&
      std::abs(normal.dot(made)) > least_tilt * made.norm())
    return false;
  Edit(net, &state.ledger).merge(m, n, net.node(m).x, Cause::remesh);
  return true;
}

/// The last resort for a link below one kink height: the corner and m, which may be a junction, a pin or on the surface,
/// meet where the planes of all their other arms do, neither moving as far as a kink height.
bool meet(const Model& model, State& state, Slot n, Slot link) {
  Network& net = state.network;
  const Slot m = net.other_end(link, n), beyond = other_arm(net, n, link);
  const double reach = kink_height(net.lattice());
  if (net.length(link) >= reach || net.length(beyond) < 0.5 * model.numerics.segment_min) return false;
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
    if (!is_corner_of_one_line(net, n)) continue;
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
    return slide_onto(model, state, n, s) || snap_onto(model, state, n, s) || meet(model, state, n, s);
  });
}

}  // namespace pillardd
