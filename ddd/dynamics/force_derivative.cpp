#include "ddd/dynamics/force_derivative.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ddd/dynamics/field.hpp"
#include "ddd/dynamics/moving_segments.hpp"
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

/// The eight slopes of the forces on one of a pair, its own columns first or last.
void side_slopes(const Model& model, const StraightSegment& line, const StraightSegment& source, bool own_first,
                 Matrix3* out) {
  const SideGradient g = side_gradient(line, source, model.elastic);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) {
      out[4 * i + j] = own_first ? g.on[i][j] : g.from[i][j];
      out[4 * i + 2 + j] = own_first ? g.from[i][j] : g.on[i][j];
    }
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
  std::vector<Ball> balls;
  if (reach > 0.0)
    for (std::size_t i = 0; i < lines.size(); ++i)
      balls.push_back({0.5 * (lines[i].a + lines[i].b), 0.5 * (lines[i].b - lines[i].a).norm(), segment(i).sessile});
  for (const NearPair& pair : near_pairs(balls, reach, network.period())) {
    const std::size_t i = pair.first, j = pair.second;
    const Vector3 up = to_nearest_copy(lines[i], lines[j], network.period()) * Vector3::UnitZ();
    if (!share_a_node(segment(i), segment(j)) &&
        segment_distance(lines[i].a, lines[i].b, lines[j].a + up, lines[j].b + up) < reach)
      consider(i, j);
  }
  std::sort(out.pairs.begin(), out.pairs.end());
  out.pairs.erase(std::unique(out.pairs.begin(), out.pairs.end()), out.pairs.end());  // a pair that shares both nodes
  return out;
}

/// Half of the first segments of a pillar with sources are sessile: what acts on them is not worked out.
void pair_slopes(const Model& model, const Network& network, const std::array<Slot, 2>& slot,
                 const StraightSegment& one, StraightSegment two, Matrix3* out) {
  const Vector3 shift(0.0, 0.0, to_nearest_copy(one, two, network.period()));
  two.a += shift;
  two.b += shift;
  if (!network.segment(slot[0]).sessile) side_slopes(model, one, two, true, out);
  if (!network.segment(slot[1]).sessile) side_slopes(model, two, one, false, out + 8);
}

void add_pair_derivative(const Network& network, const std::array<Slot, 2>& slot, const Matrix3* slopes,
                         std::vector<ArmDerivativeBlock>& out) {
  const Segment &one = network.segment(slot[0]), &two = network.segment(slot[1]);
  const std::array<Slot, 4> column{one.a, one.b, two.a, two.b};
  for (std::size_t side = 0; side < 2; ++side) {
    if (network.segment(slot[side]).sessile) continue;
    for (std::size_t k = 0; k < 8; ++k) out.push_back({slot[side], k >= 4, column[k % 4], slopes[8 * side + k]});
  }
}

/// Self and core force: F_b = -F_a, a function of b - a.
void add_own_derivative(const Model& model, const Network& network, Slot s, const StraightSegment& line,
                        std::vector<ArmDerivativeBlock>& out) {
  const Segment& segment = network.segment(s);
  if (segment.sessile) return;
  const Matrix3 slope =
      self_gradient(line, model.elastic) + core_gradient(line, model.numerics.core_cutoff, model.elastic);
  out.push_back({s, false, segment.a, slope});
  out.push_back({s, false, segment.b, -slope});
  out.push_back({s, true, segment.a, -slope});
  out.push_back({s, true, segment.b, slope});
}

void local_arm_derivative(const Model& model, const Network& network, const LocalPairs& local,
                          std::vector<ArmDerivativeBlock>& blocks) {
  std::vector<StraightSegment> lines;
  for (const Slot s : local.slot) lines.push_back(line_of(network, s));
  std::vector<std::array<Matrix3, 16>> slopes(local.pairs.size());
  const auto slots = [&](std::size_t k) {
    return std::array<Slot, 2>{local.slot[static_cast<std::size_t>(local.pairs[k].first)],
                               local.slot[static_cast<std::size_t>(local.pairs[k].second)]};
  };
#pragma omp parallel for schedule(dynamic, 8) \
    num_threads(worth_threads(pair_time* static_cast <double>(local.pairs.size())))
  for (std::size_t k = 0; k < local.pairs.size(); ++k)
    pair_slopes(model, network, slots(k), lines[static_cast<std::size_t>(local.pairs[k].first)],
                lines[static_cast<std::size_t>(local.pairs[k].second)], slopes[k].data());
  blocks.clear();
  for (std::size_t i = 0; i < local.slot.size(); ++i)
    add_own_derivative(model, network, local.slot[i], lines[i], blocks);
  for (std::size_t k = 0; k < local.pairs.size(); ++k) add_pair_derivative(network, slots(k), slopes[k].data(), blocks);
}

namespace {

/// d n/d x of the surface's outward normal, for motion along the surface [1/nm].
Matrix3 normal_slope(const Boundary& boundary, const Vector3& x) {
  const Vector3 n = boundary.nearest_surface(x).normal, u = n.unitOrthogonal();
  Matrix3 out = Matrix3::Zero();
  for (const Vector3& t : {u, Vector3(n.cross(u))})
    out += normal_change(boundary, x, t) * t.transpose() / (2.0 * normal_step);
  return out;
}

}  // namespace

Vector3 normal_change(const Boundary& boundary, const Vector3& x, const Vector3& t) {
  const Vector3 change =
      boundary.nearest_surface(x + normal_step * t).normal - boundary.nearest_surface(x - normal_step * t).normal;
  return change.norm() < normal_step ? change : Vector3::Zero();
}

std::vector<LocalRay> local_rays(const Model& model, const Network& network, double reach) {
  std::vector<LocalRay> out;
  const double period = network.period();
  std::vector<Slot> slots;
  std::vector<StraightSegment> lines;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Slot s = static_cast<Slot>(i);
    if (!network.segments()[i].alive || network.segments()[i].sessile) continue;
    slots.push_back(s);
    lines.push_back(line_of(network, s));
  }
  for (const Continuation& c : continuations(model, network))
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Segment& segment = network.segment(slots[i]);
      const Vector3 middle = 0.5 * (lines[i].a + lines[i].b);
      const double rise = middle.z() - c.origin.z();
      const double up = 2.0 * std::abs(rise) > period && period > 0.0 ? period * std::nearbyint(rise / period) : 0.0;
      const auto near = [&] {
        const Vector3 d = middle - c.origin - up * Vector3::UnitZ(),
                      off = d - std::max(0.0, d.dot(c.direction)) * c.direction;
        if (off.norm() >= reach + 0.5 * (lines[i].b - lines[i].a).norm()) return false;
        const StraightSegment ray = as_segment(model, c, up);
        return segment_distance(lines[i].a, lines[i].b, ray.a, ray.b) < reach;
      };
      if (segment.a == c.node || segment.b == c.node || near()) out.push_back({c.node, slots[i], up});
    }
  return out;
}

StraightSegment as_segment(const Model& model, const Continuation& c, double up) {
  const Vector3 start = c.origin + up * Vector3::UnitZ();
  return {start, start + ray_length(model) * c.direction, c.burgers};
}

void add_ray_derivative(const Model& model, const Network& network, const std::vector<LocalRay>& rays,
                        std::vector<ArmDerivativeBlock>& out) {
  if (rays.empty()) return;
  const double reach = ray_length(model);
  auto ray = rays.begin();
  for (const Continuation& c : continuations(model, network)) {
    if (ray == rays.end() || ray->node != c.node) continue;
    const Matrix3 far_end = Matrix3::Identity() + reach * normal_slope(*model.boundary, network.node(c.node).x);
    for (; ray != rays.end() && ray->node == c.node; ++ray) {
      const Segment& segment = network.segment(ray->segment);
      const SideGradient g =
          side_gradient(line_of(network, ray->segment), as_segment(model, c, ray->up), model.elastic);
      for (std::size_t i = 0; i < 2; ++i) {
        out.push_back({ray->segment, i == 1, segment.a, g.on[i][0]});
        out.push_back({ray->segment, i == 1, segment.b, g.on[i][1]});
        out.push_back({ray->segment, i == 1, c.node, g.from[i][0] + g.from[i][1] * far_end});
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
