#include "ddd/dynamics/pair_slopes.hpp"

#include <algorithm>
#include <utility>

#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

/// What the slopes of a pair cost [ns].
constexpr double pair_time = 1000.0;

StraightSegment line_of(const Network& network, Slot s) {
  return {network.start(s), network.end(s), network.segment(s).burgers_nm};
}

std::array<Slot, 2> slots_of(const LocalPairs& local, std::size_t k) {
  return {local.slot[static_cast<std::size_t>(local.pairs[k].first)],
          local.slot[static_cast<std::size_t>(local.pairs[k].second)]};
}

}  // namespace

bool PairSlopes::moved(const StraightSegment& from, const StraightSegment& to) const {
  return !((to.a - from.a).squaredNorm() <= reach_ * reach_ && (to.b - from.b).squaredNorm() <= reach_ * reach_);
}

/// Finds which lines are taken anew; `kept` has all of them then.
void PairSlopes::take_lines(const Network& network, const LocalPairs& local, KeptSlopes& kept) {
  renewed_.assign(local.slot.size(), 1);
  next_lines_.clear();
  lines_.resize(local.slot.size());
  std::size_t old = 0;
  for (std::size_t i = 0; i < local.slot.size(); ++i) {
    const Segment& segment = network.segment(local.slot[i]);
    lines_[i] = line_of(network, local.slot[i]);
    while (old < kept.lines.size() && kept.lines[old].segment < segment.id) ++old;
    if (old < kept.lines.size() && kept.lines[old].segment == segment.id) {
      const KeptSlopes::Line& line = kept.lines[old];
      const StraightSegment before{line.from, line.to, line.burgers};
      if (line.sessile == segment.sessile && line.burgers == segment.burgers_nm && !moved(before, lines_[i])) {
        lines_[i] = before;
        renewed_[i] = 0;
      }
    }
    next_lines_.push_back({segment.id, lines_[i].a, lines_[i].b, lines_[i].burgers, segment.sessile});
  }
  std::swap(kept.lines, next_lines_);
}

/// Finds which pairs are due; those of before keep their place in the pool.
void PairSlopes::take_pairs(const Network& network, const LocalPairs& local) {
  next_pairs_.clear();
  due_.clear();
  without_.clear();
  std::size_t old = 0;
  for (std::size_t k = 0; k < local.pairs.size(); ++k) {
    const auto [one, two] = slots_of(local, k);
    const std::pair<Id, Id> key{network.segment(one).id, network.segment(two).id};
    while (old < pairs_.size() && std::make_pair(pairs_[old].one, pairs_[old].two) < key)
      spare_.push_back(pairs_[old++].place);
    const bool known = old < pairs_.size() && std::make_pair(pairs_[old].one, pairs_[old].two) == key;
    if (!known) without_.push_back(k);
    next_pairs_.push_back({key.first, key.second, known ? pairs_[old++].place : 0});
    if (!known || renewed_[static_cast<std::size_t>(local.pairs[k].first)] ||
        renewed_[static_cast<std::size_t>(local.pairs[k].second)])
      due_.push_back(k);
  }
  for (; old < pairs_.size(); ++old) spare_.push_back(pairs_[old].place);
  for (const std::size_t k : without_) {
    if (spare_.empty()) {
      spare_.push_back(static_cast<std::uint32_t>(pool_.size()));
      pool_.emplace_back();
    }
    next_pairs_[k].place = spare_.back();
    spare_.pop_back();
  }
  std::swap(pairs_, next_pairs_);
}

void PairSlopes::begin(const Model& model, const Network& network, const LocalPairs& local, double reach,
                       KeptSlopes& kept) {
  reach_ = reach;
  take_lines(network, local, kept);
  take_pairs(network, local);
#pragma omp parallel for schedule(dynamic, 8) num_threads(worth_threads(pair_time* static_cast <double>(due_.size())))
  for (std::size_t d = 0; d < due_.size(); ++d) {
    const std::size_t k = due_[d];
    pair_slopes(model, network, slots_of(local, k), lines_[static_cast<std::size_t>(local.pairs[k].first)],
                lines_[static_cast<std::size_t>(local.pairs[k].second)], pool_[pairs_[k].place].data());
  }
}

void PairSlopes::blocks(const Model& model, const Network& network, const LocalPairs& local,
                        std::vector<ArmDerivativeBlock>& out) {
  const std::size_t own = local.slot.size();
  now_.clear();
  gone_.clear();
  for (std::size_t i = 0; i < own; ++i) {
    now_.push_back(line_of(network, local.slot[i]));
    gone_.push_back(moved(lines_[i], now_[i]));
  }
  due_.clear();
  for (std::size_t k = 0; k < local.pairs.size(); ++k)
    if (gone_[static_cast<std::size_t>(local.pairs[k].first)] || gone_[static_cast<std::size_t>(local.pairs[k].second)])
      due_.push_back(k);
  if (fresh_.size() < due_.size()) fresh_.resize(due_.size());
#pragma omp parallel for schedule(dynamic, 8) num_threads(worth_threads(pair_time* static_cast <double>(due_.size())))
  for (std::size_t d = 0; d < due_.size(); ++d) {
    const std::size_t k = due_[d];
    pair_slopes(model, network, slots_of(local, k), now_[static_cast<std::size_t>(local.pairs[k].first)],
                now_[static_cast<std::size_t>(local.pairs[k].second)], fresh_[d].data());
  }
  out.clear();
  for (std::size_t i = 0; i < own; ++i) add_own_derivative(model, network, local.slot[i], now_[i], out);
  for (std::size_t k = 0, d = 0; k < local.pairs.size(); ++k) {
    const bool is_due = d < due_.size() && due_[d] == k;
    add_pair_derivative(network, slots_of(local, k), is_due ? fresh_[d++].data() : pool_[pairs_[k].place].data(), out);
  }
}

}  // namespace pillardd
