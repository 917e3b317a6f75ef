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

/// Which lines are taken anew, by place; `kept` has all of them then.
std::vector<char> PairSlopes::take_lines(const Network& network, const LocalPairs& local, KeptSlopes& kept) {
  std::vector<char> renewed(local.slot.size(), 1);
  std::vector<KeptSlopes::Line> next;
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
        renewed[i] = 0;
      }
    }
    next.push_back({segment.id, lines_[i].a, lines_[i].b, lines_[i].burgers, segment.sessile});
  }
  kept.lines = std::move(next);
  return renewed;
}

/// Which pairs are due, by place; those of before keep their place in the pool.
std::vector<std::size_t> PairSlopes::take_pairs(const Network& network, const LocalPairs& local,
                                                const std::vector<char>& renewed) {
  std::vector<Pair> next;
  std::vector<std::size_t> due, without;
  std::size_t old = 0;
  for (std::size_t k = 0; k < local.pairs.size(); ++k) {
    const auto [one, two] = slots_of(local, k);
    const std::pair<Id, Id> key{network.segment(one).id, network.segment(two).id};
    while (old < pairs_.size() && std::make_pair(pairs_[old].one, pairs_[old].two) < key)
      spare_.push_back(pairs_[old++].place);
    const bool known = old < pairs_.size() && std::make_pair(pairs_[old].one, pairs_[old].two) == key;
    if (!known) without.push_back(k);
    next.push_back({key.first, key.second, known ? pairs_[old++].place : 0});
    if (!known || renewed[static_cast<std::size_t>(local.pairs[k].first)] ||
        renewed[static_cast<std::size_t>(local.pairs[k].second)])
      due.push_back(k);
  }
  for (; old < pairs_.size(); ++old) spare_.push_back(pairs_[old].place);
  for (const std::size_t k : without) {
    if (spare_.empty()) {
      spare_.push_back(static_cast<std::uint32_t>(pool_.size()));
      pool_.emplace_back();
    }
    next[k].place = spare_.back();
    spare_.pop_back();
  }
  pairs_ = std::move(next);
  return due;
}

void PairSlopes::begin(const Model& model, const Network& network, const LocalPairs& local, double reach,
                       KeptSlopes& kept) {
  reach_ = reach;
  const std::vector<char> renewed = take_lines(network, local, kept);
  const std::vector<std::size_t> due = take_pairs(network, local, renewed);
#pragma omp parallel for schedule(dynamic, 8) num_threads(worth_threads(pair_time* static_cast <double>(due.size())))
  for (std::size_t d = 0; d < due.size(); ++d) {
    const std::size_t k = due[d];
    pair_slopes(model, network, slots_of(local, k), lines_[static_cast<std::size_t>(local.pairs[k].first)],
                lines_[static_cast<std::size_t>(local.pairs[k].second)], pool_[pairs_[k].place].data());
  }
}

void PairSlopes::blocks(const Model& model, const Network& network, const LocalPairs& local,
                        std::vector<ArmDerivativeBlock>& out) const {
  const std::size_t own = local.slot.size();
  std::vector<StraightSegment> lines;
  std::vector<char> gone;
  for (std::size_t i = 0; i < own; ++i) {
    lines.push_back(line_of(network, local.slot[i]));
    gone.push_back(moved(lines_[i], lines[i]));
  }
  std::vector<std::size_t> due;
  for (std::size_t k = 0; k < local.pairs.size(); ++k)
    if (gone[static_cast<std::size_t>(local.pairs[k].first)] || gone[static_cast<std::size_t>(local.pairs[k].second)])
      due.push_back(k);
  std::vector<Slopes> fresh(due.size());
#pragma omp parallel for schedule(dynamic, 8) num_threads(worth_threads(pair_time* static_cast <double>(due.size())))
  for (std::size_t d = 0; d < due.size(); ++d) {
    const std::size_t k = due[d];
    pair_slopes(model, network, slots_of(local, k), lines[static_cast<std::size_t>(local.pairs[k].first)],
                lines[static_cast<std::size_t>(local.pairs[k].second)], fresh[d].data());
  }
  out.clear();
  for (std::size_t i = 0; i < own; ++i) add_own_derivative(model, network, local.slot[i], lines[i], out);
  for (std::size_t k = 0, d = 0; k < local.pairs.size(); ++k) {
    const bool is_due = d < due.size() && due[d] == k;
    add_pair_derivative(network, slots_of(local, k), is_due ? fresh[d++].data() : pool_[pairs_[k].place].data(), out);
  }
}

}  // namespace pillardd
