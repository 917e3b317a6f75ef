#include "ddd/dynamics/implicit_stage.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/dynamics/load_coupling.hpp"
#include "ddd/dynamics/step_limits.hpp"
#include "ddd/dynamics/surface.hpp"

namespace pillardd {

namespace {

/// Of a node's way, where it counts for its line.
constexpr double along_share = 0.3;

/// How far nodes are displaced to learn what that does to far forces [nm].
constexpr double probe = 0.3;

/// A way that is so much a sum of those known says nothing new.
constexpr double nothing_new = 0.1;

}  // namespace

PlacedNodes::PlacedNodes(Network& network, const Positions& x) : network_(network), saved_(x.size()) {
  for (std::size_t n = 0; n < x.size(); ++n) {
    saved_[n] = network.nodes()[n].x;
    network.set_position(static_cast<Slot>(n), x[n]);
  }
}

PlacedNodes::~PlacedNodes() {
  for (std::size_t n = 0; n < saved_.size(); ++n) network_.set_position(static_cast<Slot>(n), saved_[n]);
}

FarForces far_part(const Model& model, const Network& network, double axial_stress, const Forces& all,
                   const std::vector<EndForces>& local) {
  FarForces out{all.internal, all.stress, {}};
  for (const Node& n : network.nodes()) out.x.push_back(n.x);
  for (std::size_t s = 0; s < local.size(); ++s)
    for (std::size_t end = 0; end < 2; ++end) out.internal[s][end] -= local[s][end];
  for (std::size_t s = 0; s < out.stress.size(); ++s) {
    const Slot slot = static_cast<Slot>(s);
    if (network.segment(slot).alive)
      out.stress[s] -= model.applied_stress(axial_stress, network.start(slot) + 0.5 * network.line(slot));
  }
  return out;
}

void add(FarForces& to, const Forces& forces, double share) {
  for (std::size_t s = 0; s < to.internal.size(); ++s)
    for (std::size_t end = 0; end < 2; ++end) to.internal[s][end] += share * forces.internal[s][end];
  for (std::size_t s = 0; s < to.stress.size(); ++s) to.stress[s] += share * forces.stress[s];
}

FarForces extrapolated(const FarForces& one, const FarForces& other, double at) {
  FarForces out = other;
  for (std::size_t s = 0; s < out.internal.size(); ++s)
    for (std::size_t end = 0; end < 2; ++end)
      out.internal[s][end] += (at - 1.0) * (other.internal[s][end] - one.internal[s][end]);
  for (std::size_t n = 0; n < out.x.size(); ++n) out.x[n] += (at - 1.0) * (other.x[n] - one.x[n]);
  for (std::size_t s = 0; s < out.stress.size(); ++s) out.stress[s] += (at - 1.0) * (other.stress[s] - one.stress[s]);
  return out;
}

void ImplicitStage::begin(Positions base, double dt_stage, double dt_load) {
  base_ = std::move(base);
  dt_stage_ = dt_stage;
  dt_load_ = dt_load;
}

double ImplicitStage::stress_at(const Positions& x) const {
  if (!model_.loading) return 0.0;
  const double plastic = load_plastic_strain(model_, load_swept(model_, state_.network, x));
  return model_.loading->after(state_.load, dt_load_, plastic).stress;
}

/// As in the velocities: a platen holds a node that would move into it.
Freedom ImplicitStage::freedom_at(Slot n, const StagePoint& point) const {
  const Network& network = state_.network;
  const Freedom freedom = node_freedom(model_, network, n, Vector3::Zero());
  if (model_.boundary->ends() != Ends::platens || freedom.rank == 0) return freedom;
  const auto i = static_cast<std::size_t>(n);
  const Vector3 free = solve_velocity(freedom, point.motion.drag[i], nodal_force(network, point.forces, n));
  return node_freedom(model_, network, n, free);
}

/// Expects the nodes where the far forces are asked for. kept, anew: as ForceEvaluator::image_in_step has them.
bool ImplicitStage::follow_far(KeptImage* kept, bool anew) {
  if (far_change_ == nullptr || !far_change_->serves(model_, state_.network)) return false;
  const auto scope = timers_.measure("forces");
  ++followed;
  far_change_->follow(model_, state_.network, far_);
  if (!model_.image->is_none()) add(far_, evaluator_.image_in_step(model_, state_.network, kept, anew), 1.0);
  return true;
}

void ImplicitStage::evaluate(const Positions& x, StagePoint& point, bool anew) {
  {
    const PlacedNodes placed(state_.network, x);
    far_followed_ = follow_far(&state_.kept_image, anew);
  }
  if (far_followed_) return evaluate_local(x, point);
  point.x = x;
  point.stress = stress_at(x);
  const PlacedNodes placed(state_.network, x);
  {
    const auto scope = timers_.measure("forces");
    ++evaluations;
    point.forces = evaluator_.follow_in_step(model_, state_.network, point.stress, state_.kept_image, anew);
    local_.evaluate(model_, state_.network, local_part_);
    far_ = far_part(model_, state_.network, point.stress, point.forces, local_part_);
  }
  move_and_balance(point);
}

void ImplicitStage::evaluate_local(const Positions& x, StagePoint& point) {
  point.x = x;
  point.stress = stress_at(x);
  const PlacedNodes placed(state_.network, x);
  {
    const auto scope = timers_.measure("local forces");
    ++local_evaluations;
    local_.evaluate(model_, state_.network, local_part_);
    point.forces.internal = far_.internal;
    add_learnt(x, point.forces.internal);
    for (std::size_t s = 0; s < local_part_.size(); ++s)
      for (std::size_t end = 0; end < 2; ++end) point.forces.internal[s][end] += local_part_[s][end];
    point.forces.stress = far_.stress;
    apply_stress(model_, state_.network, point.stress, point.forces);
  }
  move_and_balance(point);
}

/// Expects the nodes at the point.
void ImplicitStage::move_and_balance(StagePoint& point) const {
  const auto scope = timers_.measure("mobility");
  const Network& network = state_.network;
  const std::size_t count = network.nodes().size();
  nodal_drags(model_, network, point.forces, screws_, mesh_, point.motion);
  point.freedom.assign(count, Freedom{Matrix3::Identity(), 0});
  point.first.assign(count, -1);
  point.unknowns = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!network.nodes()[i].alive || stopped_[i] || !network.mobile(static_cast<Slot>(i))) continue;
    point.freedom[i] = across_line(freedom_at(static_cast<Slot>(i), point), mesh_[i]);
    if (point.freedom[i].rank == 0) continue;
    point.first[i] = point.unknowns;
    point.unknowns += point.freedom[i].rank;
  }
  point.residual.resize(point.unknowns);
  point.drag.resize(point.unknowns);
  for (std::size_t i = 0; i < count; ++i) {
    if (point.first[i] < 0) continue;
    const auto p = point.freedom[i].basis.leftCols(point.freedom[i].rank);
    const Vector3 along = point.free_part(i, (point.x[i] - base_[i]) / dt_stage_);
    const Vector3 missing = nodal_force(network, point.forces, static_cast<Slot>(i)) - point.motion.drag[i] * along;
    point.residual.segment(point.first[i], point.freedom[i].rank) = p.transpose() * missing;
    point.drag.segment(point.first[i], point.freedom[i].rank) = (p.transpose() * point.motion.drag[i] * p).diagonal();
  }
}

/// What the far forces held lack because nodes have gone along ways learnt since they were taken.
void ImplicitStage::add_learnt(const Positions& x, std::vector<EndForces>& internal) const {
  for (const FarSlope& known : learnt_) {
    double gone = 0.0;
    for (std::size_t n = 0; n < x.size(); ++n) gone += known.way[n].dot(x[n] - far_.x[n]);
    for (std::size_t s = 0; s < internal.size(); ++s)
      for (std::size_t end = 0; end < 2; ++end) internal[s][end] += gone * known.change[s][end];
  }
}

Unknowns ImplicitStage::by_unknowns(const StagePoint& point, const Positions& vectors) const {
  Unknowns out(point.unknowns);
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    if (point.first[i] < 0) continue;
    const auto p = point.freedom[i].basis.leftCols(point.freedom[i].rank);
    out.segment(point.first[i], point.freedom[i].rank) = p.transpose() * vectors[i];
  }
  return out;
}

Positions ImplicitStage::nodal(const std::vector<EndForces>& ends) const {
  Positions out(state_.network.nodes().size(), Vector3::Zero());
  for (std::size_t s = 0; s < ends.size(); ++s) {
    const Segment& segment = state_.network.segments()[s];
    if (!segment.alive) continue;
    out[static_cast<std::size_t>(segment.a)] += ends[s][0];
    out[static_cast<std::size_t>(segment.b)] += ends[s][1];
  }
  return out;
}

bool ImplicitStage::learn_far(const StagePoint& point, const Unknowns& change, double shortest, Unknowns& effect) {
  FarSlope slope{moved(point, change * (probe / largest(point, change))), {}};
  const auto norm = [&] {
    double sum = 0.0;
    for (const Vector3& v : slope.way) sum += v.squaredNorm();
    return std::sqrt(sum);
  };
  for (std::size_t n = 0; n < slope.way.size(); ++n) slope.way[n] -= point.x[n];
  const double before = norm();
  for (const FarSlope& known : learnt_) {
    double share = 0.0;
    for (std::size_t n = 0; n < slope.way.size(); ++n) share += known.way[n].dot(slope.way[n]);
    for (std::size_t n = 0; n < slope.way.size(); ++n) slope.way[n] -= share * known.way[n];
  }
  const double length = norm();
  Positions x = point.x;
  for (std::size_t n = 0; n < x.size(); ++n) x[n] += slope.way[n];
  if (!(length > nothing_new * before) || collapses(x, shortest)) return false;
  const FarForces here = far_;
  {
    const PlacedNodes placed(state_.network, x);
    if (far_followed_) {
      if (!follow_far(nullptr, true)) return false;
    } else {
      const auto scope = timers_.measure("forces");
      ++evaluations;
      const Forces& all = evaluator_.evaluate_in_step(model_, state_.network, point.stress);
      local_.evaluate(model_, state_.network, local_part_);
      far_ = far_part(model_, state_.network, point.stress, all, local_part_);
    }
  }
  slope.change = std::move(far_.internal);
  far_ = here;
  for (std::size_t s = 0; s < slope.change.size(); ++s)
    for (std::size_t end = 0; end < 2; ++end)
      slope.change[s][end] = (slope.change[s][end] - far_.internal[s][end]) / length;
  for (Vector3& v : slope.way) v /= length;
  effect = by_unknowns(point, nodal(slope.change));
  learnt_.push_back(std::move(slope));
  return true;
}

Positions ImplicitStage::moved(const StagePoint& point, const Unknowns& change) const {
  Positions x = point.x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (point.first[i] < 0) continue;
    const auto p = point.freedom[i].basis.leftCols(point.freedom[i].rank);
    const Vector3 to = point.x[i] + p * change.segment(point.first[i], point.freedom[i].rank);
    x[i] = allowed_position(model_, state_.network, static_cast<Slot>(i), to);
  }
  return x;
}

bool ImplicitStage::collapses(const Positions& x, double shortest) const {
  return lines_collapse(state_.network, x, shortest);
}

Positions ImplicitStage::velocity(const Positions& x) const {
  Positions v(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) v[i] = (x[i] - base_[i]) / dt_stage_;
  return v;
}

Unknowns ImplicitStage::weighted(const StagePoint& point, const Positions& v) const {
  Unknowns out(point.unknowns);
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (point.first[i] < 0) continue;
    const auto p = point.freedom[i].basis.leftCols(point.freedom[i].rank);
    const Vector3 along = point.free_part(i, v[i]);
    out.segment(point.first[i], point.freedom[i].rank) = p.transpose() * (point.motion.drag[i] * along);
  }
  return out;
}

Unknowns ImplicitStage::dragged(const StagePoint& point, const Unknowns& change) const {
  Unknowns out(point.unknowns);
  for (std::size_t i = 0; i < point.first.size(); ++i) {
    if (point.first[i] < 0) continue;
    const auto p = point.freedom[i].basis.leftCols(point.freedom[i].rank);
    out.segment(point.first[i], point.freedom[i].rank) =
        p.transpose() * (point.motion.drag[i] * (p * change.segment(point.first[i], point.freedom[i].rank)));
  }
  return out;
}

double ImplicitStage::largest(const StagePoint& point, const Unknowns& change, Slot* worst) const {
  double out = 0.0;
  for (std::size_t i = 0; i < point.first.size(); ++i) {
    if (point.first[i] < 0) continue;
    const double norm = change.segment(point.first[i], point.freedom[i].rank).norm();
    if (!(norm <= out)) {
      out = norm;
      if (worst != nullptr) *worst = static_cast<Slot>(i);
    }
  }
  return out;
}

double ImplicitStage::moves_lines(const StagePoint& point, const Unknowns& change, Slot* worst) const {
  double out = 0.0;
  const Network& network = state_.network;
  for (std::size_t i = 0; i < point.first.size(); ++i) {
    if (point.first[i] < 0) continue;
    const Slot n = static_cast<Slot>(i);
    const auto p = point.freedom[i].basis.leftCols(point.freedom[i].rank);
    const Vector3 way = p * change.segment(point.first[i], point.freedom[i].rank);
    double across = along_share * way.norm();
    for (const Slot s : network.node(n).arms) {
      const Slot m = network.other_end(s, n);
      const Vector3 before = network.separation(network.node(n).x, network.node(m).x);
      const Vector3 line =
          before + (point.x[static_cast<std::size_t>(m)] - network.node(m).x) - (point.x[i] - network.node(n).x);
      across = std::max(across, way.cross(line).norm() / line.norm());
    }
    if (!(across <= out)) {
      out = across;
      if (worst != nullptr) *worst = n;
    }
  }
  return out;
}

}  // namespace pillardd
