#pragma once
#include <span>
#include <vector>

#include "ddd/network/line_pieces.hpp"

namespace pillardd {

/// Where the lines of a network were at some time, and how far those of another one are from there. Nodes are known by
/// their ids; what remeshing has put in or taken out is looked up on the lines.
class KeptLines {
 public:
  void keep(const Network& network);
  bool empty() const { return nodes_.empty(); }
  /// Gives nodes that were not yet a place, the nearest on the lines of then, which is looked up once.
  void adopt(const Network& network);

  /// Where each node, by slot, was: itself, or the nearest point of the lines if it was not yet; dead: none.
  void places(const Network& network, std::vector<Vector3>& out) const;

  /// Whether some line is farther from where it was than allowed, `too_far(place, moved)`, either way round; or other
  /// nodes than then are on the surface.
  template <class TooFar>
  bool outrun(const Network& network, const TooFar& too_far) const {
    if (!has_same_ends(network)) return true;
    auto kept = nodes_.begin();
    for (const Node& node : network.nodes()) {
      if (!node.alive) continue;
      const Kept* then = next_of(node.id, kept);
      // A node may have been moved along its line.
      if (then != nullptr && !too_far(then->x, apart(node.x, then->x))) continue;
      const Vector3 place = nearest_on_lines(node.x, segments_, period_);
      if (too_far(place, apart(node.x, place))) return true;
    }
    const std::vector<Kept> lost = gone(network);
    if (lost.empty()) return false;
    const std::vector<LinePiece> now = line_pieces(network);
    for (const Kept& k : lost)
      if (too_far(k.x, apart(k.x, nearest_on_lines(k.x, now, period_)))) return true;
    return false;
  }

  std::vector<double> memory() const;
  /// Takes its part from the front.
  void recall(std::span<const double>& memory);

 private:
  struct Kept {
    Id id;
    Vector3 x;
  };
  /// Surface nodes, each as often as it has segments.
  static std::vector<Id> ends(const Network& network);
  bool has_same_ends(const Network& network) const;
  /// The one with this id from `from` on, which goes there; null: none. Ids of nodes ascend with their slots.
  const Kept* next_of(Id id, std::vector<Kept>::const_iterator& from) const {
    while (from != nodes_.end() && from->id < id) ++from;
    return from != nodes_.end() && from->id == id ? &*from : nullptr;
  }
  std::vector<Kept> gone(const Network& network) const;
  double apart(const Vector3& x, const Vector3& y) const;

  double period_ = 0.0;
  std::vector<Kept> nodes_;  ///< ascending ids
  std::vector<LinePiece> segments_;
  std::vector<Id> ends_;
};

}  // namespace pillardd
