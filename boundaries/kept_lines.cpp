#include "boundaries/kept_lines.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"

namespace pillardd {

std::vector<Id> KeptLines::ends(const Network& network) {
  std::vector<Id> out;
  for (const Node& node : network.nodes())
    if (node.alive && node.kind == NodeKind::surface) out.insert(out.end(), node.arms.size(), node.id);
  return out;
}

bool KeptLines::has_same_ends(const Network& network) const {
  std::size_t e = 0;
  for (const Node& node : network.nodes()) {
    if (!node.alive || node.kind != NodeKind::surface) continue;
    for (std::size_t arm = 0; arm < node.arms.size(); ++arm, ++e)
      if (e >= ends_.size() || ends_[e] != node.id) return false;
  }
  return e == ends_.size();
}

void KeptLines::keep(const Network& network) {
  period_ = network.period();
  nodes_.clear();
  for (const Node& n : network.nodes())
    if (n.alive) nodes_.push_back({n.id, n.x});
  line_pieces(network, segments_);
  ends_ = ends(network);
}

void KeptLines::adopt(const Network& network) {
  if (segments_.empty()) return;
  auto kept = nodes_.cbegin();
  std::vector<Kept> added;
  for (const Node& n : network.nodes())
    if (n.alive && next_of(n.id, kept) == nullptr) added.push_back({n.id, nearest_on_lines(n.x, segments_, period_)});
  if (added.empty()) return;
  const auto middle = static_cast<std::ptrdiff_t>(nodes_.size());
  nodes_.insert(nodes_.end(), added.begin(), added.end());
  std::inplace_merge(nodes_.begin(), nodes_.begin() + middle, nodes_.end(),
                     [](const Kept& k, const Kept& l) { return k.id < l.id; });
}

/// Nodes that are no more; ids ascend in both.
std::vector<KeptLines::Kept> KeptLines::gone(const Network& network) const {
  std::vector<Kept> out;
  auto now = network.nodes().begin();
  for (const Kept& k : nodes_) {
    while (now != network.nodes().end() && now->id < k.id) ++now;
    if (now == network.nodes().end() || now->id != k.id || !now->alive) out.push_back(k);
  }
  return out;
}

double KeptLines::apart(const Vector3& x, const Vector3& y) const {
  return folded(x - y, period_).norm();
}

void KeptLines::places(const Network& network, std::vector<Vector3>& out) const {
  out.clear();
  auto kept = nodes_.begin();
  for (const Node& n : network.nodes()) {
    const Kept* then = next_of(n.id, kept);
    out.push_back(then != nullptr                 ? then->x
                  : n.alive && !segments_.empty() ? nearest_on_lines(n.x, segments_, period_)
                                                  : n.x);
  }
}

std::vector<double> KeptLines::memory() const {
  std::vector<double> out{period_, static_cast<double>(nodes_.size()), static_cast<double>(segments_.size()),
                          static_cast<double>(ends_.size())};
  const auto put = [&](const Vector3& x) { out.insert(out.end(), {x.x(), x.y(), x.z()}); };
  for (const Kept& k : nodes_) {
    out.push_back(static_cast<double>(k.id));
    put(k.x);
  }
  for (const LinePiece& p : segments_) {
    put(p.a);
    put(p.b);
  }
  for (const Id id : ends_) out.push_back(static_cast<double>(id));
  return out;
}

void KeptLines::recall(std::span<const double>& memory) {
  std::size_t at = 0;
  const auto take = [&] {
    if (at >= memory.size()) throw RunFailure("the checkpoint's image stress is cut short");
    return memory[at++];
  };
  const auto take_vector = [&] {
    const double x = take(), y = take(), z = take();
    return Vector3(x, y, z);
  };
  const auto take_id = [&] { return static_cast<Id>(take()); };
  period_ = take();
  const auto nodes = static_cast<std::size_t>(take()), segments = static_cast<std::size_t>(take()),
             ends = static_cast<std::size_t>(take());
  nodes_.clear();
  segments_.clear();
  ends_.clear();
  for (std::size_t k = 0; k < nodes; ++k) {
    const Id id = take_id();
    nodes_.push_back({id, take_vector()});
  }
  for (std::size_t k = 0; k < segments; ++k) {
    const Vector3 a = take_vector();
    segments_.push_back({a, take_vector()});
  }
  for (std::size_t k = 0; k < ends; ++k) ends_.push_back(take_id());
  memory = memory.subspan(at);
}

}  // namespace pillardd
