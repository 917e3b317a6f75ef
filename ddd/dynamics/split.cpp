#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/crystal/slip_systems.hpp"
#include "ddd/dynamics/moving_segments.hpp"
#include "ddd/dynamics/smooth_nodes.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/topology.hpp"
#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

namespace {

/// Sine of the angle between two lines below which they count as parallel: they have no direction across both.
constexpr double parallel = 0.1;

/// How far ahead lines that were parted are looked at, in collision distances of the quicker one.
constexpr double ahead = 0.25;

/// Two lines part for good that come to rest farther apart than this, in collision distances: at one they would be
/// joined again, and the way to where they rest is an estimate.
constexpr double rest_apart = 1.5;

/// Nodes that may be taken apart.
std::vector<Slot> knots(const Network& network) {
  std::vector<Slot> out;
  for (std::size_t n = 0; n < network.nodes().size(); ++n)
    if (network.nodes()[n].alive && network.nodes()[n].arms.size() >= 4) out.push_back(static_cast<Slot>(n));
  return out;
}

/// A way to take a node apart: `arms` go to a new node; the rest stays.
struct Partition {
  std::vector<Slot> arms;
  Integer3 link{0, 0, 0};           ///< Burgers vector of the link from the old node to the new one
  Integer3 plane{0, 0, 0};          ///< glide plane of the link
  Vector3 apart = Vector3::Zero();  ///< direction from the old to the new node, unit
  bool lines = false;               ///< two lines without a link, which part across both
  double dissipation = 0.0;         ///< [nN nm/ns]
};

struct Half {
  Freedom freedom;
  Matrix3 drag = Matrix3::Zero();
  Vector3 force = Vector3::Zero();
  bool mobile = true;
  Vector3 velocity() const { return mobile ? solve_velocity(freedom, drag, force) : Vector3(Vector3::Zero()); }
};

class Splitter {
 public:
  Splitter(const Model& model, State& state, Integrator& integrator, std::vector<Event>& events)
      : model_(model), state_(state), net_(state.network), integrator_(integrator), events_(events) {}

  void run() {
    const std::vector<Slot> nodes = knots(net_);
    if (nodes.empty()) return;
    look_at(nodes);
    for (auto n = nodes.begin(); n != nodes.end(); ++n) {
      const Outcome outcome = take_apart(*n);
      if (outcome == Outcome::rejoined) look_again();
      if (outcome == Outcome::parted && n + 1 != nodes.end()) look_at({n + 1, nodes.end()});
    }
  }

 private:
  enum class Outcome : std::uint8_t { whole, rejoined, parted };

  /// Keeps what the last look saw for when a node is joined again: the network is then what it was.
  void keep_look() {
    if (forces_ == &kept_forces_) return;
    kept_forces_ = *forces_;
    kept_lines_ = lines_;
  }
  void look_again() {
    forces_ = &kept_forces_;
    lines_ = kept_lines_;
  }

  /// Forces on the arms of these nodes, and screws, as the network stands.
  void look_at(std::vector<Slot> nodes) {
    forces_ = &integrator_.forces_on(model_, state_, nodes);
    lines_ = screw_lines(net_);
    lines_.part_stretches();
  }

  Outcome take_apart(Slot n) {
    const std::vector<Slot>& arms = net_.node(n).arms;
    if (arms.size() > 10) return Outcome::whole;  // 2^9 ways; such a node loses arms in later steps
    const double whole = dissipation_unsplit(n);
    Partition best;
    best.dissipation = whole * (1.0 + 1e-3) + 1e-12;
    bool found = false;
    const std::uint32_t ways = 1u << (arms.size() - 1);  // the last arm always stays: each way once
    for (std::uint32_t mask = 1; mask < ways; ++mask) {
      Partition p = partition(n, mask);
      if (p.arms.size() < 2 || arms.size() - p.arms.size() < 2 || !allowed(n, p)) continue;
      evaluate(n, p);
      if (p.dissipation > best.dissipation) {
        best = p;
        found = true;
      }
    }
    return found ? carry_out(n, best) : Outcome::whole;
  }

  Partition partition(Slot n, std::uint32_t mask) const {
    Partition p;
    const std::vector<Slot>& arms = net_.node(n).arms;
    for (std::size_t i = 0; i < arms.size(); ++i)
      if ((mask >> i) & 1u) p.arms.push_back(arms[i]);
    for (const Slot s : p.arms) p.link = sum(p.link, net_.burgers_from(s, n));
    return p;
  }

  bool contains(const Partition& p, Slot s) const { return std::find(p.arms.begin(), p.arms.end(), s) != p.arms.end(); }

  /// The link has to be a Burgers vector of the lattice's stable dislocations; of sessile and pinned nodes only mobile
  /// arms are taken, and only as a line that goes on by itself.
  bool allowed(Slot n, const Partition& p) const {
    if (!is_zero(p.link) && burgers_family(p.link) == BurgersFamily::other) return false;
    if (net_.mobile(n)) return true;
    const bool takes_sessile =
        std::any_of(p.arms.begin(), p.arms.end(), [&](Slot s) { return net_.segment(s).sessile; });
    return is_zero(p.link) && !takes_sessile;
  }

  Half half(Slot n, const Partition& p, bool taken) const {
    Half h;
    std::vector<Vector3> constraints;
    for (const Slot s : net_.node(n).arms) {
      if (contains(p, s) != taken) continue;
      const Segment& segment = net_.segment(s);
      if (segment.sessile) h.mobile = false;
      if (!is_zero(segment.plane)) constraints.push_back(segment.normal);
      h.force += forces_->at(s, segment.b == n);
      if (!segment.sessile) h.drag += arm_drag(model_, net_, *forces_, lines_, s);
    }
    if (!taken && (net_.node(n).kind == NodeKind::pinned || net_.node(n).held)) h.mobile = false;
    if (!taken && net_.node(n).kind == NodeKind::surface)
      constraints.push_back(model_.boundary->nearest_surface(net_.node(n).x).normal);
    h.freedom = freedom_from(constraints);
    return h;
  }

  double dissipation_unsplit(Slot n) const {
    const Partition none;
    const Half h = half(n, none, false);
    return net_.mobile(n) ? h.force.dot(h.velocity()) : 0.0;
  }

  /// Line tension at a node with arms of mean length L:  (mu b^2/4 pi)(cos^2 + sin^2/(1-nu)) ln(L/r_c)  [nN].
  double line_tension(Slot n, const Integer3& burgers, const Vector3& along) const {
    double mean = 0.0;
    for (const Slot s : net_.node(n).arms) mean += net_.length(s) / static_cast<double>(net_.node(n).arms.size());
    const Vector3 b = net_.lattice().burgers(burgers);
    const double screw = b.dot(along), edge2 = b.squaredNorm() - screw * screw;
    const double prefactor = model_.elastic.shear / (4.0 * std::numbers::pi);
    return prefactor * (screw * screw + edge2 / (1.0 - model_.elastic.poisson)) *
           std::log(mean / model_.numerics.core_cutoff);
  }

  /// Direction of the line that two arms of n make, taken by a partition or left, from one neighbour to the other,
  /// unit; zero where they are more, or a hairpin, with less than a right angle between them: its tip goes along it.
  Vector3 chord(Slot n, const Partition& p, bool taken) const {
    std::vector<Vector3> ends;
    for (const Slot s : net_.node(n).arms)
      if (contains(p, s) == taken) ends.push_back(net_.separation(net_.node(n).x, net_.node(net_.other_end(s, n)).x));
    if (ends.size() != 2 || ends[0].dot(ends[1]) > 0.0) return Vector3::Zero();
    return (ends[1] - ends[0]).normalized();
  }

  /// Dissipation F.V of both halves as they start to part, the link's line tension pulling back.
  void evaluate(Slot n, Partition& p) const {
    Half stays = half(n, p, false), leaves = half(n, p, true);
    const Vector3 parting = leaves.velocity() - stays.velocity();
    if (!(parting.norm() > 0.0)) return;
    p.apart = parting.normalized();
    const Vector3 across = is_zero(p.link) ? chord(n, p, false).cross(chord(n, p, true)) : Vector3(Vector3::Zero());
    p.lines = across.norm() > parallel;
    if (p.lines) p.apart = std::copysign(1.0, parting.dot(across)) * across.normalized();
    if (!is_zero(p.link)) {
      const Vector3 pull = line_tension(n, p.link, p.apart) * p.apart;
      leaves.force -= pull;
      stays.force += pull;
      if ((leaves.velocity() - stays.velocity()).dot(p.apart) <= 0.0) return;
      if (!choose_link_plane(n, p)) return;
    }
    p.dissipation = leaves.force.dot(leaves.velocity()) + stays.force.dot(stays.velocity());
  }

  /// The link's plane contains its Burgers vector and its line: a common plane of the arms, or the plane of b and the
  /// line in which two glide planes meet.
  bool choose_link_plane(Slot n, Partition& p) const {
    for (const Slot s : net_.node(n).arms) {
      const Segment& segment = net_.segment(s);
      if (is_zero(segment.plane) || dot(segment.plane, p.link) != 0) continue;
      if (std::abs(segment.normal.dot(p.apart)) > 1e-9) continue;
      p.plane = segment.plane;
      return true;
    }
    for (const Slot s : net_.node(n).arms)
      for (const Slot t : net_.node(n).arms) {
        const Integer3 &m = net_.segment(s).plane, &q = net_.segment(t).plane;
        const Integer3 line{m[1] * q[2] - m[2] * q[1], m[2] * q[0] - m[0] * q[2], m[0] * q[1] - m[1] * q[0]};
        if (is_zero(line) || net_.lattice().direction(line).cross(p.apart).norm() > 1e-6) continue;
        const Integer3& b = p.link;
        const Integer3 normal{b[1] * line[2] - b[2] * line[1], b[2] * line[0] - b[0] * line[2],
                              b[0] * line[1] - b[1] * line[0]};
        if (!is_zero(normal)) p.plane = canonical_plane(normal);
        return true;
      }
    return false;
  }

  Outcome carry_out(Slot n, Partition p) {
    Edit edit(net_, &state_.ledger);
    const Half stays = half(n, p, false), leaves = half(n, p, true);
    const Vector3 before = net_.node(n).x;
    const double gap = 1.1 * model_.numerics.collision_distance;
    const Slot fresh = edit.split(n, p.arms, p.plane);
    if (p.lines) turn_to_motion(n, fresh, p);
    const double move_fresh = share(p, leaves, stays), move_old = 1.0 - move_fresh;
    edit.move_node(fresh, allowed(fresh, way(leaves, p, move_fresh * gap)), Cause::split);
    if (stays.mobile && move_old > 0.0 && net_.node(n).kind == NodeKind::free)
      edit.move_node(n, allowed(n, -way(stays, p, move_old * gap)), Cause::split);
    keep_look();
    look_at({n, fresh});
    if (!still_parts(n, fresh, p)) {
      edit.merge(n, fresh, before, Cause::split);
      return Outcome::rejoined;
    }
    if (burgers_family(p.link) == BurgersFamily::full_100)
      events_.push_back({0, 0.0, EventKind::junction, net_.node(fresh).x, p.link, p.plane, gap, 0.0});
    return Outcome::parted;
  }

  /// Whether the halves are apart, as far as their planes let them, and under the forces that they feel now go on
  /// parting. The forces of the whole node say nothing of what its arms do to each other a little apart: lines that
  /// attract would be joined again in the next step, and so for ever. Of two lines with no link between them only the
  /// speed across both counts: a bend slides along its line at 100 m/s and more, and its line stays where it is. And
  /// where each comes to rest, its line's tension balancing what drives it, they have to be clear of each other: the
  /// quicker one may be there after 0.2 nm, and be caught up with.
  bool still_parts(Slot n, Slot fresh, const Partition& p) const {
    const Vector3 gap = net_.separation(net_.node(n).x, net_.node(fresh).x);
    const double apart = p.lines ? gap.dot(p.apart) : gap.norm();
    if (apart < 0.5 * model_.numerics.collision_distance) return false;
    if (!((velocity(fresh, p.lines) - velocity(n, p.lines)).dot(p.lines ? p.apart : gap) > 0.0)) return false;
    if (!p.lines) return true;
    const double at_rest = apart + (rest(fresh) - rest(n)).dot(p.apart);
    return at_rest > rest_apart * model_.numerics.collision_distance && !meet_again(n, fresh);
  }

  /// Whether arms of two lines that were parted are as near as a collision and come nearer, as their nodes go now: bent
  /// lines do so beside their nodes, while these part along the normal of both chords.
  bool meet_again(Slot n, Slot fresh) const {
    const Vector3 v = velocity(n, true), w = velocity(fresh, true);
    const double reach = model_.numerics.collision_distance, time = ahead * reach / std::max(v.norm(), w.norm());
    const Vector3 x = net_.node(n).x, y = x + net_.separation(x, net_.node(fresh).x);
    const auto moving = [&](const Vector3& from, Slot node, Slot other, const Vector3& way) {
      const Vector3 end = from + net_.separation(net_.node(node).x, net_.node(other).x);
      return Moving{from, end, from + way, end};
    };
    for (const Slot s : net_.node(n).arms)
      for (const Slot t : net_.node(fresh).arms) {
        const Slot i = net_.other_end(s, n), j = net_.other_end(t, fresh);
        if (i != j && first_contact(moving(x, n, i, time * v), moving(y, fresh, j, time * w), reach)) return true;
      }
    return false;
  }

  /// Of two lines, taken apart but not yet moved: the side to which each goes is that of its motion across itself.
  void turn_to_motion(Slot n, Slot fresh, Partition& p) const {
    if ((velocity(fresh, true) - velocity(n, true)).dot(p.apart) < 0.0) p.apart = -p.apart;
  }

  /// across: of a node of a smooth line only its motion across the line, as in the implicit step.
  Vector3 velocity(Slot n, bool across) const {
    if (!net_.mobile(n)) return Vector3::Zero();
    Matrix3 drag = Matrix3::Zero();
    for (const Slot s : net_.node(n).arms) drag += arm_drag(model_, net_, *forces_, lines_, s);
    const Vector3 force = nodal_force(net_, *forces_, n);
    const Vector3 along = across ? smooth_tangent(model_, net_, *forces_, lines_, n) : Vector3(Vector3::Zero());
    return solve_velocity(across_line(node_freedom(model_, net_, n, force), along), drag, force);
  }

  /// Way from a node of two arms to where the tension of its line balances the force on it [nm]: the force across the
  /// line, within its plane, over the tension times the sum of 1/L of its arms.
  Vector3 rest(Slot n) const {
    if (!net_.mobile(n)) return Vector3::Zero();
    const Freedom across = across_line(node_freedom(model_, net_, n, nodal_force(net_, *forces_, n)),
                                       smooth_tangent(model_, net_, *forces_, lines_, n));
    double stiffness = 0.0;
    for (const Slot s : net_.node(n).arms)
      stiffness += line_tension(n, net_.segment(s).burgers, net_.line(s).normalized()) / net_.length(s);
    const auto basis = across.basis.leftCols(across.rank);
    return basis * (basis.transpose() * nodal_force(net_, *forces_, n)) / stiffness;
  }

  /// Where node n may go: no farther than a platen.
  Vector3 allowed(Slot n, const Vector3& shift) const {
    return allowed_position(model_, net_, n, net_.node(n).x + shift);
  }

  static Vector3 within(const Half& h, const Vector3& direction) {
    Vector3 out = Vector3::Zero();
    for (int i = 0; i < h.freedom.rank; ++i) out += h.freedom.basis.col(i) * h.freedom.basis.col(i).dot(direction);
    return out;
  }

  /// How a half goes `gap` apart from the other, within its planes: two lines so far that they are `gap` apart across
  /// both, though no farther than a whole gap of theirs.
  Vector3 way(const Half& h, const Partition& p, double gap) const {
    const Vector3 within_planes = within(h, p.apart);
    const double part = within_planes.norm();
    if (!p.lines || part < 1e-6) return gap * within_planes;
    return std::min(gap / part, 1.1 * model_.numerics.collision_distance) / part * within_planes;
  }

  /// Share of the gap that the leaving node takes: by speed, of two lines by that across both; all of it when the other
  /// cannot move.
  static double share(const Partition& p, const Half& leaves, const Half& stays) {
    const auto speed = [&](const Half& h) {
      return p.lines ? std::abs(h.velocity().dot(p.apart)) : h.velocity().norm();
    };
    const double v = speed(leaves), w = speed(stays);
    return v + w > 0.0 ? v / (v + w) : 1.0;
  }

  const Model& model_;
  State& state_;
  Network& net_;
  Integrator& integrator_;
  const Forces* forces_ = nullptr;  ///< of the last look
  ScrewLines lines_;                ///< the same
  Forces kept_forces_;
  ScrewLines kept_lines_;
  std::vector<Event>& events_;
};

}  // namespace

void split_nodes(const Model& model, State& state, Integrator& integrator, std::vector<Event>& events) {
  Splitter(model, state, integrator, events).run();
}

}  // namespace pillardd
