#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "ddd/network/network.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// The curves of a network: arms of one Burgers vector, +-b of 1/2<111>, that hang together, through nodes and through the
/// junctions they share with other lines; <100> lines that meet no other count as curves of their own. A closed one is a
/// loop; one that ends (surface, pin, sessile arm) or runs through the periodic boundary is a line.
/// After Monavari & Zaiser, Materials Theory 2 (2018) 3: annihilation shows as curves that merge, multiplication as new
/// ones.
class CurveCensus {
 public:
  explicit CurveCensus(const Network& network);

  std::uint64_t loops() const;
  std::uint64_t lines() const { return curves_.size() - loops(); }

  /// What became of the curves of `before`. Curves that share a node then and now belong together; of such a family of m
  /// that became n, n - m were made (n > m), m - n merged (0 < n < m), or m are gone (n = 0); n with no ancestor are new.
  ///   now = before + made - merged - gone + placed
  CurveTally change_since(const CurveCensus& before) const;

  /// A `multiplication` event for each curve that a family has made since, with its length: loops before lines, of lines
  /// the one whose first segment is the youngest.
  std::vector<Event> made_since(const Network& network, const CurveCensus& before) const;

 private:
  struct Curve {
    bool loop = false;
    Slot first = no_slot;  ///< its first segment
    double length = 0.0;   ///< [nm]
  };
  struct Family {
    std::vector<std::size_t> then, now;
  };
  using Key = std::pair<Id, int>;  ///< a node, and which Burgers vector

  std::vector<Family> families(const CurveCensus& before) const;

  std::vector<Curve> curves_;
  std::vector<std::pair<Key, std::size_t>> curve_at_;  ///< ascending
};

}  // namespace pillardd
