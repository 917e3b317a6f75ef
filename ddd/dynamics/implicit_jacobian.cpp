#include <algorithm>
#include <array>
#include <span>

#include "ddd/base/cross_matrix.hpp"
#include "ddd/dynamics/arm_slope.hpp"
#include "ddd/dynamics/force_derivative.hpp"
#include "ddd/dynamics/implicit_stage.hpp"
#include "ddd/dynamics/load_coupling.hpp"

namespace pillardd {

namespace {

/// What one arm does to the drag B w of one of its nodes:
///   d(B w) = stretch (t.dl) + turn (turning.dl) + push_law (m.df) + push_screw (m_s.df) + load dsigma
struct DragChange {
  Vector3 stretch, turn, by_force, by_screw_force, by_stress;
};

class Assembly {
 public:
  Assembly(const Model& model, const Network& network, const ScrewSet& screws, const StagePoint& point,
           const Positions& velocity, const std::vector<Vector3>& turning, double dt, StageJacobian& out)
      : model_(model),
        net_(network),
        screws_(screws),
        point_(point),
        velocity_(velocity),
        turning_(turning),
        at_rest_(std::all_of(velocity.begin(), velocity.end(), [](const Vector3& v) { return v.isZero(0.0); })),
        dt_(dt),
        out_(out) {}

  /// All but what the local forces do, first in the list. Expects the nodes at the point.
  void build_own() {
    const std::size_t arms = net_.segments().size();
    slope_.resize(arms);
    screw_slope_.resize(arms);
    applied_.resize(arms);
    out_.entries.clear();
    out_.by_stress = Unknowns::Zero(point_.unknowns);
    out_.by_strain = Unknowns::Zero(point_.unknowns);
    out_.drag = point_.drag;
    change_.resize(arms);
    seen_length_.assign(arms, 0.0);
    for (std::size_t i = 0; i < arms; ++i)
      if (moves(static_cast<Slot>(i))) list_stretch(static_cast<Slot>(i));
    if (!at_rest_) list_seen();
    if (!at_rest_)
      for (std::size_t i = 0; i < arms; ++i)
        if (moves(static_cast<Slot>(i))) list_slopes(static_cast<Slot>(i));
    for (std::size_t i = 0; i < point_.first.size(); ++i)
      if (point_.first[i] >= 0) add_node(static_cast<Slot>(i));
    for (std::size_t i = 0; i < arms; ++i)
      if (moves(static_cast<Slot>(i))) add_arm(static_cast<Slot>(i));
  }

  /// Once that is there; with the nodes at rest it is the same for any step and load.
  void add_local(const std::vector<ArmDerivativeBlock>& local) {
    for (const ArmDerivativeBlock& b : local) add_force(b.segment, b.end_b, b.column, b.value);
  }

  bool at_rest() const { return at_rest_; }

 private:
  bool moves(Slot s) const { return net_.segment(s).alive && !net_.segment(s).sessile; }
  bool held(Slot n) const { return point_.motion.held[static_cast<std::size_t>(n)] != 0; }
  int first(Slot n) const { return point_.first[static_cast<std::size_t>(n)]; }

  Vector3 moving(Slot n) const {
    if (first(n) < 0) return Vector3::Zero();
    const Freedom& f = point_.freedom[static_cast<std::size_t>(n)];
    const auto p = f.basis.leftCols(f.rank);
    return p * (p.transpose() * velocity_[static_cast<std::size_t>(n)]);
  }

  void add_node(Slot n) {
    const auto i = static_cast<std::size_t>(n);
    const Matrix3& drag = point_.motion.drag[i];
    add(n, n, drag / dt_);
    const Vector3& turn = turning_[i];
    if (turn.isZero(0.0)) return;
    // R = p.(F - B w),  w = p (p.v): what its one way p turns by.
    const Vector3 p = point_.freedom[i].basis.col(0), &v = velocity_[i];
    const Vector3 missing = nodal_force(net_, point_.forces, n) - drag * p * p.dot(v);
    const Vector3 turned = drag * (turn * p.dot(v) + p * turn.dot(v));
    out_.entries.push_back({first(n), first(n), p.dot(turned) - turn.dot(missing)});
  }

  /// What the law is shown of s, and the applied stress on it by the axial one.
  void list_stretch(Slot s) {
    const auto i = static_cast<std::size_t>(s);
    const Vector3 middle = net_.start(s) + 0.5 * net_.line(s);
    applied_[i] = model_.applied_stress(1.0, middle) - model_.applied_stress(0.0, middle);
    for (const Slot t : screws_.lines.stretch(s)) seen_length_[i] += net_.length(t);
  }

  /// The arms that see each one, those that move, in the order of their slots.
  void list_seen() {
    const std::size_t arms = net_.segments().size();
    const auto for_each = [&](const auto& act) {
      for (std::size_t i = 0; i < arms; ++i)
        if (moves(static_cast<Slot>(i)))
          for (const Slot t : screws_.lines.stretch(static_cast<Slot>(i)))
            act(static_cast<std::size_t>(t), static_cast<Slot>(i));
    };
    seen_from_.assign(arms + 2, 0);
    for_each([&](std::size_t seen, Slot) { ++seen_from_[seen + 2]; });
    for (std::size_t i = 2; i < seen_from_.size(); ++i) seen_from_[i] += seen_from_[i - 1];
    seen_by_.resize(seen_from_.back());
    for_each([&](std::size_t seen, Slot by) { seen_by_[seen_from_[seen + 1]++] = by; });
  }

  std::span<const Slot> seen_by(Slot s) const {
    const std::size_t from = seen_from_[static_cast<std::size_t>(s)], to = seen_from_[static_cast<std::size_t>(s) + 1];
    return std::span(seen_by_).subspan(from, to - from);
  }

  void list_slopes(Slot s) {
    const auto i = static_cast<std::size_t>(s);
    Matrix3 applied = Matrix3::Zero();
    for (const Slot t : screws_.lines.stretch(s))
      applied += net_.length(t) / seen_length_[i] * applied_[static_cast<std::size_t>(t)];
    slope_[i] = arm_slope(model_, net_, point_.forces, screws_.lines, s, Seen::as_it_lies, applied);
    if (held(net_.segment(s).a) || held(net_.segment(s).b))
      screw_slope_[i] = arm_slope(model_, net_, point_.forces, screws_.lines, s, Seen::as_screw, applied);
    for (const bool end_b : {false, true})
      if (const Slot n = end_b ? net_.segment(s).b : net_.segment(s).a; first(n) >= 0) change_[i][end_b] = change(s, n);
  }

  /// M w for the drag matrix M of an arm and that of the arm as a screw, as its node counts them.
  Vector3 counted(Slot n, const Matrix3& own, const Matrix3& screw, const Vector3& w) const {
    if (!held(n)) return own * w;
    const Vector3& e = screws_.corner[static_cast<std::size_t>(n)];
    const Vector3 across = own * (w - e * e.dot(w));
    return across - e * e.dot(across) + e * (e.dot(screw * e) * e.dot(w));
  }

  DragChange change(Slot s, Slot n) const {
    const ArmSlope &own = slope_[static_cast<std::size_t>(s)], &screw = screw_slope_[static_cast<std::size_t>(s)];
    const Vector3 w = moving(n);
    const Matrix3 none = Matrix3::Zero();
    const double half = 0.5 * net_.length(s);
    DragChange c;
    c.stretch = 0.5 * counted(n, own.drag, screw.drag, w);
    c.turn = 0.5 * counted(n, own.by_angle, none, w);
    c.by_force = half * counted(n, own.by_force, none, w);
    c.by_screw_force = half * (counted(n, own.by_force, screw.by_force, w) - counted(n, own.by_force, none, w));
    c.by_stress = half * counted(n, own.by_stress, screw.by_stress, w);
    return c;
  }

  /// Row n, all columns of the segment's ends: dl = dx_b - dx_a, times the row vector `by_line`.
  void add_line(Slot n, Slot s, const Matrix3& by_line) {
    add(n, net_.segment(s).b, by_line);
    add(n, net_.segment(s).a, -by_line);
  }

  /// Length and orientation of the arm, the applied force on it, and the load.
  void add_arm(Slot s) {
    const auto i = static_cast<std::size_t>(s);
    const Segment& segment = net_.segment(s);
    const Vector3 line = net_.line(s), t = line.normalized();
    const Matrix3 per_line =
        0.5 * cross_matrix(model_.applied_stress(point_.stress, net_.start(s) + 0.5 * line) * segment.burgers_nm);
    const Vector3 unit_force = 0.5 * (applied_[i] * segment.burgers_nm).cross(line);
    for (const Slot n : {segment.a, segment.b}) {
      if (first(n) < 0) continue;
      add_line(n, s, -per_line);
      add_to(out_.by_stress, n, unit_force);
      add_to(out_.by_strain, n, load_plastic_strain(model_, 1.0) * unit_force);
      if (at_rest_) continue;
      const DragChange& c = change_[i][n == segment.b];
      add_line(n, s, c.stretch * t.transpose() + c.turn * slope_[i].turning.transpose());
      add_to(out_.by_stress, n, -c.by_stress);
    }
    // Mean force per length: of the applied force, and divided by the length.
    at_drags_by_force(s, [&](Slot n, const Vector3& per_force, const ArmSlope& seen) {
      add_line(n, s, per_force * seen.glide.transpose() * (2.0 * per_line - seen.force * t.transpose()));
      add_to(out_.by_stress, n, -2.0 * per_force * seen.glide.dot(unit_force));
    });
  }

  /// At each node whose drag depends on the force on s:  act(node, d(B w) by the force on s along `glide`, of which
  /// arm).
  template <class Act>
  void at_drags_by_force(Slot s, const Act& act) {
    if (at_rest_) return;
    for (const Slot arm : seen_by(s)) {
      const auto i = static_cast<std::size_t>(arm);
      for (const bool end_b : {false, true}) {
        const Slot n = end_b ? net_.segment(arm).b : net_.segment(arm).a;
        if (first(n) < 0) continue;
        const DragChange& c = change_[i][end_b];
        if (!c.by_force.isZero(0.0)) act(n, Vector3(c.by_force / seen_length_[i]), slope_[i]);
        if (held(n) && !c.by_screw_force.isZero(0.0))
          act(n, Vector3(c.by_screw_force / seen_length_[i]), screw_slope_[i]);
      }
    }
  }

  /// The force `value` dx_column on one end of s: on its node, and through the law.
  void add_force(Slot s, bool end_b, Slot column, const Matrix3& value) {
    if (first(column) < 0) return;
    const Slot row = end_b ? net_.segment(s).b : net_.segment(s).a;
    if (first(row) >= 0) add(row, column, -value);
    at_drags_by_force(s, [&](Slot n, const Vector3& per_force, const ArmSlope& seen) {
      add(n, column, per_force * (seen.glide.transpose() * value));
    });
  }

  /// P^T value P, of which most nodes have one row or two.
  void add(Slot row, Slot column, const Matrix3& value) {
    if (first(column) < 0) return;
    const Freedom &r = point_.freedom[static_cast<std::size_t>(row)],
                  &c = point_.freedom[static_cast<std::size_t>(column)];
    for (int i = 0; i < r.rank; ++i) {
      double part[3];
      for (int k = 0; k < 3; ++k)
        part[k] = r.basis(0, i) * value(0, k) + r.basis(1, i) * value(1, k) + r.basis(2, i) * value(2, k);
      for (int j = 0; j < c.rank; ++j)
        out_.entries.push_back({first(row) + i, first(column) + j,
                                part[0] * c.basis(0, j) + part[1] * c.basis(1, j) + part[2] * c.basis(2, j)});
    }
  }

  void add_to(Unknowns& to, Slot n, const Vector3& value) const {
    const Freedom& f = point_.freedom[static_cast<std::size_t>(n)];
    to.segment(first(n), f.rank) += f.basis.leftCols(f.rank).transpose() * value;
  }

  const Model& model_;
  const Network& net_;
  const ScrewSet& screws_;
  const StagePoint& point_;
  const Positions& velocity_;
  const std::vector<Vector3>& turning_;
  const bool at_rest_;  ///< nothing depends on how drags change
  double dt_;
  std::vector<ArmSlope> slope_, screw_slope_;
  std::vector<Matrix3> applied_;
  std::vector<std::array<DragChange, 2>> change_;  ///< of ends a and b
  std::vector<std::size_t> seen_from_;             ///< where in seen_by_ those of a slot begin
  std::vector<Slot> seen_by_;                      ///< arms whose drag is that of a stretch with this one in it
  std::vector<double> seen_length_;                ///< of an arm's stretch [nm]
  StageJacobian& out_;
};

/// The sharpest bend of a way along the surface that is taken [1/nm]: on a glide plane nearly along the surface it has
/// no limit.
constexpr double sharpest = 0.1;

}  // namespace

/// d p/d s of surface nodes with one way p to go, s along it [1/nm]; zero for all others. p stays in the glide plane
/// and on the surface, p.g = p.m = 0, so  p' = c (g x p),  c (g x p).m = -p.m'. Expects the nodes at the point.
void ImplicitStage::turn_ways(const StagePoint& point) {
  const Network& network = state_.network;
  turning_.assign(point.x.size(), Vector3::Zero());
  for (std::size_t i = 0; i < turning_.size(); ++i) {
    const Node& node = network.nodes()[i];
    if (point.first[i] < 0 || point.freedom[i].rank != 1 || node.kind != NodeKind::surface) continue;
    const auto glides = [&](Slot s) { return !is_zero(network.segment(s).plane); };
    const auto arm = std::find_if(node.arms.begin(), node.arms.end(), glides);
    if (arm == node.arms.end()) continue;
    const Vector3 p = point.freedom[i].basis.col(0), q = network.segment(*arm).normal.cross(p);
    const Vector3 m = model_.boundary->nearest_surface(node.x).normal,
                  bend = normal_change(*model_.boundary, node.x, p) / (2.0 * normal_step);
    const Vector3 turn = q * (-p.dot(bend) / q.dot(m));
    if (turn.norm() < sharpest) turning_[i] = turn;
  }
}

bool StartJacobian::is_of(const StagePoint& point) const {
  return known && first == point.first &&
         std::equal(freedom.begin(), freedom.end(), point.freedom.begin(), point.freedom.end(),
                    [](const Freedom& f, const Freedom& g) {
                      return f.rank == g.rank && f.basis.leftCols(f.rank) == g.basis.leftCols(g.rank);
                    });
}

void ImplicitStage::jacobian(const StagePoint& point, StageJacobian& out) {
  const auto scope = timers_.measure("jacobian");
  ++jacobians;
  const std::vector<Node>& nodes = state_.network.nodes();
  const bool at_start = std::equal(nodes.begin(), nodes.end(), point.x.begin(), point.x.end(),
                                   [](const Node& n, const Vector3& x) { return n.x == x; });
  const PlacedNodes placed(state_.network, point.x);
  const Positions v = velocity(point.x);
  turn_ways(point);
  Assembly assembly(model_, state_.network, screws_, point, v, turning_, dt_stage_, out);
  assembly.build_own();
  const bool shared = at_start && assembly.at_rest();
  if (shared && at_start_.is_of(point)) {
    out.entries.insert(out.entries.end(), at_start_.local.begin(), at_start_.local.end());
  } else {
    const auto own = static_cast<std::ptrdiff_t>(out.entries.size());
    assembly.add_local(at_start ? local_.derivative_at_start(model_, state_.network, state_.kept_slopes)
                                : local_.derivative(model_, state_.network));
    if (shared) {
      at_start_.local.assign(out.entries.begin() + own, out.entries.end());
      at_start_.freedom = point.freedom;
      at_start_.first = point.first;
      at_start_.known = true;
    }
  }
  out.far_change.clear();
  out.far_way.clear();
  for (const FarSlope& known : learnt_) {
    out.far_change.push_back(by_unknowns(point, nodal(known.change)));
    out.far_way.push_back(by_unknowns(point, known.way));
  }
  if (model_.loading)
    out.slope = model_.loading->after(state_.load, dt_load_, 1.0).stress -
                model_.loading->after(state_.load, dt_load_, 0.0).stress;
}

}  // namespace pillardd
