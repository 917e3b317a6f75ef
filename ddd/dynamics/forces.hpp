#pragma once
#include <array>
#include <vector>

#include "ddd/dynamics/field.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Nodal forces of every segment, by slot. Zero for dead segments, and for sessile ones (which never move).
struct Forces {
  std::vector<std::array<Vector3, 2>> applied;   ///< on ends (a, b), of the applied stress [nN]
  std::vector<std::array<Vector3, 2>> internal;  ///< of the network, its image field and the core [nN]
  std::vector<Matrix3> stress;  ///< applied + network + image at the midpoint [GPa]; empty unless the law uses it

  Vector3 at(Slot s, bool end_b) const {
    const auto i = static_cast<std::size_t>(s);
    return applied[i][end_b] + internal[i][end_b];
  }
};

/// Force of one node: the sum over its arms [nN].
Vector3 nodal_force(const Network& network, const Forces& forces, Slot n);

/// Reusable work space: nothing is allocated per step once it has grown.
class ForceEvaluator {
 public:
  /// All forces at the present positions. Cost: one closed-form pair a pair of segments that are not both sessile.
  const Forces& evaluate(const Model& model, const Network& network, double axial_stress);

 private:
  void list_segments(const Network& network);
  void add_pairs(const Model& model, double period);
  void add_continuations(const Model& model, const Network& network);
  void add_applied_and_core(const Model& model, double axial_stress);
  void add_image(const Model& model, const Network& network);
  void add_law_stress(const Model& model, const Network& network, double axial_stress);

  Forces forces_;
  std::vector<Slot> active_;               ///< alive segments in id order
  std::vector<StraightSegment> geometry_;  ///< of active_
  std::vector<char> sessile_;              ///< of active_
  std::vector<std::vector<std::array<Vector3, 2>>> block_;  ///< partial sums of fixed blocks of rows
};

}  // namespace pillardd
