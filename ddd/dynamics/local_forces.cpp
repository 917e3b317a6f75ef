#include "ddd/dynamics/local_forces.hpp"

#include "ddd/dynamics/field.hpp"

namespace pillardd {

namespace {

/// How far lines may go, in units of segment_max, before slopes of their pairs are found anew. They are for Newton's
/// matrix, but a line near its critical shape has 1e-3 nN/nm left, of which they are some 0.1.
constexpr double kept_share = 0.001;

void add(EndForces& to, const Vector3& on_a, const Vector3& on_b) {
  to[0] += on_a;
  to[1] += on_b;
}

StraightSegment line_of(const Network& network, Slot s) {
  return {network.start(s), network.end(s), network.segment(s).burgers_nm};
}

}  // namespace

void LocalForces::list(const Model& model, const Network& network, const LocalReach& reach) {
  reach_ = reach;
  local_ = local_pairs(network, reach.pairs);
  rays_ = local_rays(model, network, reach.rays);
  list_.clear();
  kept_ = false;
  for (const auto& [i, j] : local_.pairs)
    list_.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)});
}

void LocalForces::evaluate(const Model& model, const Network& network, std::vector<EndForces>& out) {
  const EndForces none{Vector3::Zero(), Vector3::Zero()};
  out.assign(network.segments().size(), none);
  batch_.resize(local_.slot.size());
  for (std::size_t i = 0; i < local_.slot.size(); ++i) batch_.set(i, line_of(network, local_.slot[i]));
  force_.assign(local_.slot.size());
  batch_pair_forces(PairList{batch_, list_, network.period()}, model.elastic, force_);
  for (std::size_t i = 0; i < local_.slot.size(); ++i) {
    const Slot s = local_.slot[i];
    if (network.segment(s).sessile) continue;
    const StraightSegment line = line_of(network, s);
    const std::array<Vector3, 2> self = self_forces(line, model.elastic),
                                 core = core_forces(line, model.numerics.core_cutoff, model.elastic);
    add(out[static_cast<std::size_t>(s)], force_.on_a(i) + self[0] + core[0], force_.on_b(i) + self[1] + core[1]);
  }
  add_rays(model, network, out);
}

/// Each where it was listed: no other copy becomes the nearest on the way.
void LocalForces::add_rays(const Model& model, const Network& network, std::vector<EndForces>& out) {
  if (rays_.empty()) return;
  batch_.resize(2 * rays_.size());
  ray_list_.clear();
  std::size_t r = 0;
  continuations(model, network, ends_);
  for (const Continuation& c : ends_)
    for (; r < rays_.size() && rays_[r].node == c.node; ++r) {
      batch_.set(2 * r, line_of(network, rays_[r].segment));
      batch_.set(2 * r + 1, as_segment(model, c, rays_[r].up));
      ray_list_.push_back({static_cast<std::uint32_t>(2 * r), static_cast<std::uint32_t>(2 * r + 1)});
    }
  force_.assign(batch_.size());
  batch_pair_forces(PairList{batch_, ray_list_, 0.0}, model.elastic, force_);
  for (r = 0; r < rays_.size(); ++r)
    add(out[static_cast<std::size_t>(rays_[r].segment)], force_.on_a(2 * r), force_.on_b(2 * r));
}

const std::vector<ArmDerivativeBlock>& LocalForces::derivative(const Model& model, const Network& network) {
  if (kept_)
    slopes_.blocks(model, network, local_, here_);
  else
    local_arm_derivative(model, network, local_, here_);
  add_ray_derivative(model, network, rays_, here_);
  return here_;
}

const std::vector<ArmDerivativeBlock>& LocalForces::derivative_at_start(const Model& model, const Network& network,
                                                                        KeptSlopes& kept) {
  if (kept_) return at_start_;
  slopes_.begin(model, network, local_, kept_share * model.numerics.segment_max, kept);
  kept_ = true;
  slopes_.blocks(model, network, local_, at_start_);
  add_ray_derivative(model, network, rays_, at_start_);
  return at_start_;
}

}  // namespace pillardd
