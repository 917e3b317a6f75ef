#include <algorithm>
#include <cmath>
#include <utility>

#include "ddd/dynamics/moving_segments.hpp"
#include "ddd/dynamics/near_pairs.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// Nodes this near are in one place: rounding of positions [nm].
constexpr double same_place = 1e-9;

class Collider {
 public:
  Collider(const Model& model, State& state, const std::vector<Vector3>& x_before, std::vector<Event>& events)
      : model_(model), state_(state), net_(state.network), edit_(state.network, &state.ledger), events_(events) {
    before_ = x_before;
    for (std::size_t n = before_.size(); n < net_.nodes().size(); ++n) before_.push_back(net_.nodes()[n].x);
  }

  std::size_t run() {
    std::size_t reactions = meet_pairs();
    const std::size_t nodes = net_.nodes().size();
    for (std::size_t n = 0; n < nodes; ++n)
      if (close_hinge(static_cast<Slot>(n)) || close_short_link(static_cast<Slot>(n))) ++reactions;
    return reactions;
  }

 private:
  /// All pairs once, in ascending order. Those too far apart are left out unseen; a reaction moves lines, so that after
  /// it the pairs still to come are found anew. What nodes and segments are made here waits for the next step.
  std::size_t meet_pairs() {
    std::size_t reactions = 0;
    const std::size_t count = net_.segments().size();
    std::vector<NearPair> pairs = pairs_within(count);
    for (auto pair = pairs.begin(); pair != pairs.end();) {
      const NearPair done = *pair;
      const std::size_t nodes = net_.nodes().size();
      const bool reacted = try_pair(static_cast<Slot>(done.first), static_cast<Slot>(done.second));
      if (reacted) ++reactions;
      if (reacted || net_.nodes().size() != nodes) pairs = pairs_within(count);
      pair = std::upper_bound(pairs.begin(), pairs.end(), done);
    }
    return reactions;
  }

  /// Pairs of the first `count` segments that do not pass each other apart.
  std::vector<NearPair> pairs_within(std::size_t count) const {
    std::vector<Ball> balls;
    std::vector<std::uint32_t> slot;
    for (std::size_t s = 0; s < count; ++s) {
      if (!usable(static_cast<Slot>(s))) continue;
      const Moving m = moving(static_cast<Slot>(s));
      balls.push_back({m.middle(), m.radius(), net_.segment(static_cast<Slot>(s)).sessile});
      slot.push_back(static_cast<std::uint32_t>(s));
    }
    std::vector<NearPair> pairs = near_pairs(balls, model_.numerics.collision_distance, net_.period());
    for (NearPair& pair : pairs) pair = {slot[pair.first], slot[pair.second]};
    return pairs;
  }

  bool usable(Slot s) const {
    const Segment& segment = net_.segment(s);
    return segment.alive && segment.a < static_cast<Slot>(before_.size()) &&
           segment.b < static_cast<Slot>(before_.size());
  }

  Moving moving(Slot s) const {
    const Segment& segment = net_.segment(s);
    Moving m;
    m.a1 = net_.start(s);
    m.b1 = net_.end(s);
    m.a0 = m.a1 + net_.separation(m.a1, before_[static_cast<std::size_t>(segment.a)]);
    m.b0 = m.b1 + net_.separation(m.b1, before_[static_cast<std::size_t>(segment.b)]);
    return m;
  }

  bool share_node(const Segment& p, const Segment& q) const {
    return p.a == q.a || p.a == q.b || p.b == q.a || p.b == q.b;
  }

  bool try_pair(Slot i, Slot j) {
    if (!usable(i) || !usable(j)) return false;
    if (net_.segment(i).sessile && net_.segment(j).sessile) return false;
    if (share_node(net_.segment(i), net_.segment(j))) return false;
    const Moving one = moving(i);
    Moving two = moving(j);
    if (net_.period() > 0.0)
      two.shift(net_.period() * std::round((one.middle().z() - two.middle().z()) / net_.period()));
    const double near = model_.numerics.collision_distance;
    if (pass_apart(one, two, near)) return false;
    const std::optional<Approach> contact = first_contact(one, two, near);
    // The lines may have run past each other: they are brought back from where the step left them.
    const double back = one.travel() + two.travel();
    return contact && join(i, contact->along_one, j, contact->along_two, back);
  }

  /// The node that stands for the point at `fraction`: an end when near, else a new one.
  Slot node_at(Slot s, double fraction) {
    const double near = std::min(0.3, model_.numerics.collision_distance / net_.length(s));
    if (fraction < near) return net_.segment(s).a;
    if (fraction > 1.0 - near) return net_.segment(s).b;
    return no_slot;
  }

  /// A sessile line is met where it crosses the other line's glide plane.
  double crossing_fraction(Slot sessile, Slot mobile, double otherwise) const {
    const Segment& m = net_.segment(mobile);
    if (is_zero(m.plane)) return otherwise;
    const double along = m.normal.dot(net_.line(sessile));
    if (std::abs(along) < 1e-6 * net_.length(sessile)) return otherwise;
    const Vector3 gap = net_.separation(net_.start(sessile), net_.start(mobile));
    return std::clamp(m.normal.dot(gap) / along, 0.0, 1.0);
  }

  bool join(Slot i, double at_i, Slot j, double at_j, double back) {
    if (net_.segment(i).sessile) at_i = crossing_fraction(i, j, at_i);
    if (net_.segment(j).sessile) at_j = crossing_fraction(j, i, at_j);
    if (!feasible(i, at_i, j, at_j)) return false;
    Slot n = node_at(i, at_i), m = node_at(j, at_j);
    // The two ends of one link: a line that bends sharply, at a pin for one, has not met itself.
    if (n != no_slot && m != no_slot && net_.segment_between(n, m) != no_slot) return false;
    const MeetingSide one = n == no_slot ? meeting_side_within(net_, i, at_i) : meeting_side(net_, n, m);
    const MeetingSide two = m == no_slot ? meeting_side_within(net_, j, at_j) : meeting_side(net_, m, n);
    if (!meeting_point(model_, net_, one, two, reach(back))) return false;  // before a node is made for it
    if (n == no_slot) n = edit_.bisect(i, at_i);
    if (m == no_slot) m = edit_.bisect(j, at_j);
    return merge(n, m, back);
  }

  /// Checks the meeting before any node is made: two lines on parallel planes apart cannot meet.
  bool feasible(Slot i, double at_i, Slot j, double at_j) const {
    const Segment& p = net_.segment(i);
    const Segment& q = net_.segment(j);
    if (is_zero(p.plane) || p.plane != q.plane) return true;
    const Vector3 x = net_.start(i) + at_i * net_.line(i), y = net_.start(j) + at_j * net_.line(j);
    return std::abs(p.normal.dot(net_.separation(x, y))) < 1e-7;
  }

  /// The other end of a link of n without length: a corner that left through the surface has one surface node for each
  /// arm in one place, and a meeting with one of them brings the link of another to nothing. no_slot where there is
  /// none.
  Slot end_in_same_place(Slot n) const {
    for (const Slot s : net_.node(n).arms)
      if (net_.length(s) < same_place) return net_.other_end(s, n);
    return no_slot;
  }

  double reach(double back) const { return 3.0 * model_.numerics.collision_distance + back; }

  bool merge(Slot n, Slot m, double back = 0.0) {
    if (n == m) return false;
    const std::optional<Vector3> x = meeting_point(model_, net_, n, m, reach(back));
    if (!x) return false;
    Slot keep = net_.mobile(n) && !net_.mobile(m) ? m : n;
    const Slot gone = keep == n ? m : n;
    const Vector3 place = net_.node(keep).x + net_.separation(net_.node(keep).x, *x);
    Slot example = net_.node(gone).arms.front();
    Event event;
    event.kind = EventKind::annihilation;
    event.x = place;
    event.burgers = net_.segment(example).burgers;
    event.plane = net_.segment(example).plane;
    bool both_surface = net_.node(n).kind == NodeKind::surface && net_.node(m).kind == NodeKind::surface;
    bool any_surface = net_.node(n).kind == NodeKind::surface || net_.node(m).kind == NodeKind::surface;
    book_sliver(keep, place);
    book_sliver(gone, net_.node(gone).x + net_.separation(net_.node(gone).x, place));
    const std::vector<Id> junctions = junctions_at(n, m);
    event.length = edit_.merge(keep, gone, place, Cause::collision);
    for (Slot other = no_slot; net_.node(keep).alive && (other = end_in_same_place(keep)) != no_slot;) {
      const bool surface = net_.node(other).kind == NodeKind::surface;
      both_surface = both_surface || (any_surface && surface);
      any_surface = any_surface || surface;
      if (net_.mobile(keep) && !net_.mobile(other)) std::swap(keep, other);
      event.length += edit_.merge(keep, other, net_.node(keep).x, Cause::collision);
    }
    grow();
    note_junctions(keep, junctions);
    if (net_.node(keep).alive && net_.node(keep).kind != NodeKind::pinned) {
      if (both_surface && is_zero(net_.burgers_sum(keep))) edit_.set_kind(keep, NodeKind::free);
      if (any_surface && !is_zero(net_.burgers_sum(keep))) edit_.set_kind(keep, NodeKind::surface);
    }
    if (event.length > 0.0) {
      state_.annihilated_length += event.length;
      events_.push_back(event);
    }
    return true;
  }

  /// Ids of the <100> arms of two nodes.
  std::vector<Id> junctions_at(Slot n, Slot m) const {
    std::vector<Id> out;
    for (const Slot node : {n, m})
      for (const Slot s : net_.node(node).arms)
        if (burgers_family(net_.segment(s).burgers) == BurgersFamily::full_100) out.push_back(net_.segment(s).id);
    return out;
  }

  /// Arms that fold onto each other add up: one that is <100> now and was not before is a junction.
  void note_junctions(Slot n, const std::vector<Id>& before) {
    if (!net_.node(n).alive) return;
    for (const Slot s : net_.node(n).arms) {
      const Segment& arm = net_.segment(s);
      if (burgers_family(arm.burgers) != BurgersFamily::full_100) continue;
      if (std::find(before.begin(), before.end(), arm.id) != before.end()) continue;
      events_.push_back({0, 0.0, EventKind::junction, net_.node(n).x, arm.burgers, arm.plane, net_.length(s), 0.0});
    }
  }

  /// A surface node that is brought along the surface to `to`: what lies between its chord and the surface has been
  /// swept too.
  void book_sliver(Slot n, const Vector3& to) {
    const Node& node = net_.node(n);
    if (node.kind != NodeKind::surface || node.x == to) return;
    for (const Slot s : node.arms) {
      const Segment& segment = net_.segment(s);
      const Vector3 outward = segment.a == n ? segment.burgers_nm : Vector3(-segment.burgers_nm);
      edit_.book_swept(outward, surface_sliver(*model_.boundary, node.x, to, segment.normal), Cause::collision);
    }
  }

  void grow() {
    for (std::size_t n = before_.size(); n < net_.nodes().size(); ++n) before_.push_back(net_.nodes()[n].x);
  }

  /// Two arms of one node that fold onto each other are joined at the end of the shorter one.
  bool close_hinge(Slot n) {
    if (!net_.node(n).alive) return false;
    const std::vector<Slot> arms = net_.node(n).arms;
    for (std::size_t i = 0; i < arms.size(); ++i)
      for (std::size_t j = i + 1; j < arms.size(); ++j) {
        const bool first_shorter = net_.length(arms[i]) <= net_.length(arms[j]);
        if (fold(n, first_shorter ? arms[i] : arms[j], first_shorter ? arms[j] : arms[i])) return true;
      }
    return false;
  }

  bool fold(Slot n, Slot shorter, Slot longer) {
    if (net_.segment(shorter).sessile && net_.segment(longer).sessile) return false;
    const Slot tip = net_.other_end(shorter, n);
    if (tip == net_.other_end(longer, n)) return false;
    const Vector3 x = net_.node(n).x;
    const Vector3 u = net_.separation(x, net_.node(tip).x);
    const Vector3 w = net_.separation(x, net_.node(net_.other_end(longer, n)).x);
    const double along = u.dot(w) / w.squaredNorm();
    if (along <= 0.0 || (u - along * w).norm() > 0.5 * model_.numerics.collision_distance) return false;
    const double fraction = net_.segment(longer).a == n ? along : 1.0 - along;
    if (!feasible(shorter, net_.segment(shorter).a == tip ? 0.0 : 1.0, longer, fraction)) return false;
    Slot m = node_at(longer, fraction);
    if (m == n) return false;
    if (m == no_slot) {
      const MeetingSide within = meeting_side_within(net_, longer, fraction);
      if (!meeting_point(model_, net_, meeting_side(net_, tip, no_slot), within, reach(0.0))) return false;
      m = edit_.bisect(longer, fraction);
    }
    return merge(tip, m);
  }

  /// A short link between two nodes of three and more arms, or from one to a pin, that shrank during the step is
  /// closed: its node can then be taken apart another way (a junction unzips).
  bool close_short_link(Slot n) {
    if (!net_.node(n).alive || net_.node(n).arms.size() < 3) return false;
    const std::vector<Slot> arms = net_.node(n).arms;
    for (const Slot s : arms) {
      const Slot m = net_.other_end(s, n);
      if (!net_.segment(s).alive || !usable(s)) continue;
      if (net_.node(m).arms.size() < 3 && net_.node(m).kind != NodeKind::pinned) continue;
      const Moving now = moving(s);
      const double before = (now.b0 - now.a0).norm();
      if (net_.length(s) >= before || net_.length(s) > 0.5 * model_.numerics.collision_distance) continue;
      const BurgersFamily family = burgers_family(net_.segment(s).burgers);
      const Event unzip{0,      0.0, EventKind::unzip, net_.node(n).x, net_.segment(s).burgers, net_.segment(s).plane,
                        before, 0.0};
      if (!merge(n, m)) continue;
      if (family == BurgersFamily::full_100) events_.push_back(unzip);
      return true;
    }
    return false;
  }

  const Model& model_;
  State& state_;
  Network& net_;
  Edit edit_;
  std::vector<Event>& events_;
  std::vector<Vector3> before_;
};

}  // namespace

std::size_t collide(const Model& model, State& state, const std::vector<Vector3>& x_before,
                    std::vector<Event>& events) {
  return Collider(model, state, x_before, events).run();
}

}  // namespace pillardd
