#pragma once
#include <cstdint>
#include <vector>

#include "ddd/dynamics/local_forces.hpp"
#include "ddd/elasticity/followed_field.hpp"

namespace pillardd {

/// What LocalForces leaves out, by segment slot.
struct FarForces {
  std::vector<EndForces> internal;  ///< [nN]
  std::vector<Matrix3> stress;      ///< of all lines and images at the midpoints [GPa]; empty unless the law uses it
  std::vector<Vector3> x;           ///< of the nodes where they were taken, by slot [nm]
};

/// Far forces at positions of a step from those at its start: what is near enough to change is summed at three points
/// of each segment there and here, the rest is turned with the segment (docs/theory/time-implicit.md, 3d).
/// Cost: a quarter of all forces at 150 segments.
class FarChange {
 public:
  /// With the nodes where the step begins; `start`: the far forces there, beside the pairs of `local`, without the
  /// image stress's.
  void begin(const Model& model, const Network& network, const LocalForces& local, FarForces start);
  /// Whether no line has come so near to one that is not local with it that three points would not do.
  bool serves(const Model& model, const Network& network);
  /// At the present positions.
  void follow(const Model& model, const Network& network, FarForces& out);

 private:
  static constexpr std::uint32_t no_place = ~std::uint32_t{0};

  void list_lines(const Model& model, const Network& network);
  bool is_left_out(std::uint32_t on, std::uint32_t line) const;

  FarForces start_;
  std::vector<Slot> slots_;                           ///< alive segments, the mobile ones first
  std::size_t mobile_ = 0;                            ///< how many of slots_
  std::vector<std::uint32_t> place_;                  ///< in slots_, by slot
  std::vector<StraightSegment> lines_at_, at_start_;  ///< of slots_
  std::vector<Continuation> ends_;
  std::vector<ActingLine> acting_;  ///< slots_, then the continuations
  std::vector<LeftOut> left_out_;   ///< local pairs and rays, by place
  std::vector<EndForces> force_, force_start_;
  std::vector<Matrix3> stress_, stress_start_;
  std::vector<char> far_nodes_;  ///< by slot: gone so far that it may have come near to something
  double reach_ = 0.0;           ///< of local pairs [nm]
  FollowedField field_;
};

}  // namespace pillardd
