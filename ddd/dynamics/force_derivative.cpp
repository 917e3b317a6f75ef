#include "ddd/dynamics/force_derivative.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ddd/dynamics/field.hpp"
#include "ddd/dynamics/near_pairs.hpp"
#include "ddd/elasticity/gradients.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

/// What the sixteen blocks of a pair cost [ns].
constexpr double pair_time = 1000.0;

StraightSegment line_of(const Network& network, Slot s) {
  return {network.start(s), network.end(s), network.segment(s).burgers_nm};
}

double to_nearest_copy(const StraightSegment& one, const StraightSegment& two, double period) {
  const double dz = 0.5 * (one.a.z() + one.b.z() - two.a.z() - two.b.z());
  return period > 0.0 ? period * std::round(dz / period) : 0.0;
}

bool share_a_node(const Segment& s, const Segment& t) {
  return s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b;
}

void leave_out(ArmDerivativeBlock* out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i].segment = no_slot;
}

/// Self and core force of a segment: F_b = -F_a, a function of b - a.
void add_own(const Model& model, Slot s, const Segment& segment, const StraightSegment& line, ArmDerivativeBlock* out) {
  const Matrix3 slope =
      self_gradient(line, model.elastic) + core_gradient(line, model.numerics.core_cutoff, model.elastic);
  out[0] = {s, false, segment.a, slope};
  out[1] = {s, false, segment.b, -slope};
  out[2] = {s, true, segment.a, -slope};
  out[3] = {s, true, segment.b, slope};
}

/// The eight blocks of the forces on one of a pair, its own columns first or last; on a sessile segment they stay
/// without a segment.
void add_side(const Model& model, const Network& network, Slot on, Slot from, const StraightSegment& line,
              const StraightSegment& source, bool own_first, ArmDerivativeBlock* out) {
  const Segment &segment = network.segment(on), &other = network.segment(from);
  if (segment.sessile) {
    leave_out(out, 8);
    return;
  }
  const SideGradient g = side_gradient(line, source, model.elastic);
  for (std::size_t i = 0; i < 2; ++i) {
    ArmDerivativeBlock *own = out + 4 * i + (own_first ? 0 : 2), *others = out + 4 * i + (own_first ? 2 : 0);
    own[0] = {on, i == 1, segment.a, g.on[i][0]};
    own[1] = {on, i == 1, segment.b, g.on[i][1]};
    others[0] = {on, i == 1, other.a, g.from[i][0]};
    others[1] = {on, i == 1, other.b, g.from[i][1]};
  }
}

/// The sixteen blocks of a pair. Half of the first segments of a pillar with sources are sessile: what acts on them is
/// not worked out.
void add_pair(const Model& model, const Network& network, const std::array<Slot, 2>& slot, const StraightSegment& one,
              StraightSegment two, ArmDerivativeBlock* out) {
  const Vector3 shift(0.0, 0.0, to_nearest_copy(one, two, network.period()));
  two.a += shift;
  two.b += shift;
  add_side(model, network, slot[0], slot[1], one, two, true, out);
  add_side(model, network, slot[1], slot[0], two, one, false, out + 8);
}

/// Sorts by (row, column) and adds up blocks of one place, in the order they were in.
std::vector<DerivativeBlock> add_up(std::vector<DerivativeBlock> blocks) {
  std::stable_sort(blocks.begin(), blocks.end(), [](const DerivativeBlock& p, const DerivativeBlock& q) {
    return std::make_pair(p.row, p.column) < std::make_pair(q.row, q.column);
  });
  std::vector<DerivativeBlock> out;
  for (const DerivativeBlock& b : blocks) {
    if (!out.empty() && out.back().row == b.row && out.back().column == b.column)
      out.back().value += b.value;
    else
      out.push_back(b);
  }
  return out;
}

}  // namespace

LocalPairs local_pairs(const Network& network, double reach) {
  LocalPairs out;
  std::vector<Slot> place(network.segments().size(), no_slot);
  std::vector<StraightSegment> lines;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    if (!network.segments()[i].alive) continue;
    place[i] = static_cast<Slot>(out.slot.size());
    out.slot.push_back(static_cast<Slot>(i));
    lines.push_back(line_of(network, static_cast<Slot>(i)));
  }
  const auto segment = [&](std::size_t i) -> const Segment& { return network.segment(out.slot[i]); };
  const auto consider = [&](std::size_t i, std::size_t j) {
    if (i != j && !(segment(i).sessile && segment(j).sessile))
      out.pairs.emplace_back(static_cast<Slot>(std::min(i, j)), static_cast<Slot>(std::max(i, j)));
  };
  const auto at = [&](Slot s) { return static_cast<std::size_t>(place[static_cast<std::size_t>(s)]); };
  for (const Node& n : network.nodes())
    if (n.alive)
      for (std::size_t k = 0; k < n.arms.size(); ++k)
        for (std::size_t l = 0; l < k; ++l) consider(at(n.arms[k]), at(n.arms[l]));
  std::vector<Ball> middles;
  if (reach > 0.0)
    for (const StraightSegment& line : lines) middles.push_back({0.5 * (line.a + line.b), 0.0});
  for (const NearPair& pair : near_pairs(middles, reach, network.period())) {
    const std::size_t i = pair.first, j = pair.second;
    Vector3 gap = 0.5 * (lines[i].a + lines[i].b - lines[j].a - lines[j].b);
    gap.z() -= to_nearest_copy(lines[i], lines[j], network.period());
    if (gap.squaredNorm() < reach * reach && !share_a_node(segment(i), segment(j))) consider(i, j);
  }
  std::sort(out.pairs.begin(), out.pairs.end());
  out.pairs.erase(std::unique(out.pairs.begin(), out.pairs.end()), out.pairs.end());  // a pair that shares both nodes
  return out;
}

void local_arm_derivative(const Model& model, const Network& network, const LocalPairs& local,
                          std::vector<ArmDerivativeBlock>& blocks) {
  const std::size_t own = local.slot.size();
  std::vector<StraightSegment> lines;
  for (const Slot s : local.slot) lines.push_back(line_of(network, s));
  blocks.resize(4 * own + 16 * local.pairs.size());
  for (std::size_t i = 0; i < own; ++i)
    if (network.segment(local.slot[i]).sessile)
      leave_out(&blocks[4 * i], 4);
    else
      add_own(model, local.slot[i], network.segment(local.slot[i]), lines[i], &blocks[4 * i]);
#pragma omp parallel for schedule(dynamic, 8) \
    num_threads(worth_threads(pair_time* static_cast <double>(local.pairs.size())))
  for (std::size_t k = 0; k < local.pairs.size(); ++k) {
    const auto i = static_cast<std::size_t>(local.pairs[k].first), j = static_cast<std::size_t>(local.pairs[k].second);
    add_pair(model, network, {local.slot[i], local.slot[j]}, lines[i], lines[j], &blocks[4 * own + 16 * k]);
  }
  std::erase_if(blocks, [](const ArmDerivativeBlock& b) { return b.segment == no_slot; });
}

namespace {

/// How far a surface node is moved for the turning of its normal [nm].
constexpr double aside = 1e-3;

/// d n/d x of the surface's outward normal, for motion along the surface [1/nm].
Matrix3 normal_slope(const Boundary& boundary, const Vector3& x) {
  const Vector3 n = boundary.nearest_surface(x).normal, u = n.unitOrthogonal();
  Matrix3 out = Matrix3::Zero();
  for (const Vector3& t : {u, Vector3(n.cross(u))}) {
    const Vector3 turned =
        boundary.nearest_surface(x + aside * t).normal - boundary.nearest_surface(x - aside * t).normal;
    if (turned.norm() < aside) out += turned * t.transpose() / (2.0 * aside);  // not over an edge
  }
  return out;
}

}  // namespace

void add_continuation_derivative(const Model& model, const Network& network, std::vector<ArmDerivativeBlock>& out) {
  const double reach = 200.0 * model.boundary->bounding_radius();
  for (const Continuation& c : continuations_alone(model, network)) {
    const Matrix3 far_end = Matrix3::Identity() + reach * normal_slope(*model.boundary, network.node(c.node).x);
    for (const Slot s : network.node(c.node).arms) {
      const Segment& segment = network.segment(s);
      if (segment.sessile) continue;
      const Vector3 origin = segment.a == c.node ? network.start(s) : network.end(s);
      const SideGradient g = side_gradient({network.start(s), network.end(s), segment.burgers_nm},
                                           {origin, origin + reach * c.direction, c.burgers}, model.elastic);
      for (std::size_t i = 0; i < 2; ++i) {
        out.push_back({s, i == 1, segment.a, g.on[i][0]});
        out.push_back({s, i == 1, segment.b, g.on[i][1]});
        out.push_back({s, i == 1, c.node, g.from[i][0] + g.from[i][1] * far_end});
      }
    }
  }
}

std::vector<DerivativeBlock> local_derivative(const Model& model, const Network& network, double reach) {
  std::vector<DerivativeBlock> blocks;
  std::vector<ArmDerivativeBlock> on_arms;
  local_arm_derivative(model, network, local_pairs(network, reach), on_arms);
  for (const ArmDerivativeBlock& b : on_arms) {
    const Segment& segment = network.segment(b.segment);
    blocks.push_back({b.end_b ? segment.b : segment.a, b.column, b.value});
  }
  return add_up(std::move(blocks));
}

}  // namespace pillardd
