#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// Closed lines among segments, as the segments tell: two ends that stand at the same place, to the bit, are joined
/// where no third one does. A line through a junction is none. Keeps its memory.
class ClosedLoops {
 public:
  struct Loop {
    std::uint32_t begin, end;  ///< in order()
    std::uint32_t count() const { return end - begin; }
  };

  void build(std::span<const StraightSegment> segments);
  /// Lets each loop start at its segment whose midpoint is least (by x, then y, then z) and go on to the lesser of its
  /// neighbours, however it is listed.
  void start_at_least(std::span<const StraightSegment> segments);

  /// Rms, over the joints, of the difference of the unit tangents before and after: angles of bends [rad]. Segments as
  /// given to build; 0 where nothing is joined.
  double bend(std::span<const StraightSegment> segments) const;

  std::span<const Loop> loops() const { return loops_; }
  /// Segments of the loops, once around each, then all others as they are listed.
  std::span<const std::uint32_t> order() const { return order_; }

 private:
  void join(std::span<const StraightSegment> segments);
  void follow(std::uint32_t from);

  std::vector<std::uint32_t> table_;    ///< by place: one of the ends there
  std::vector<std::uint32_t> partner_;  ///< of end e of segment i, at 2 i + e
  std::vector<std::uint32_t> order_;
  std::vector<Loop> loops_;
  std::vector<std::uint8_t> state_;  ///< of a segment: not seen, seen, in a loop
};

}  // namespace pillardd
