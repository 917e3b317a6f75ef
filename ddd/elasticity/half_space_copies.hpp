#pragma once
#include <array>
#include <span>
#include <vector>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/half_space_field.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// Stress of the periodic copies of lines near free planes that are two periods away and more, on one grid over a box
/// (docs/theory/point-stress.md). Smooth there, so that it can be kept while the lines move a little.
class HalfSpaceCopies {
 public:
  /// period: along z [nm]; 0: no copies.
  void build(const HalfSpaceField& field, const Box& box, double period);
  /// Adds to one block of points around `center` [GPa].
  void add_to(const float* rows, const Vector3& center, float* out) const;
  /// What is left out of sums without limit, with its sign [GPa]; docs/theory/half-space.md, 13.
  const Matrix3& uniform() const { return uniform_; }

 private:
  void set_box(const Box& box);
  void add_far_exit(const HalfSpaceField& field, const HalfSpaceField::Exit& exit, double period);

  bool none_ = true;
  std::size_t order_ = most_order;
  Vector3 center_ = Vector3::Zero();
  std::array<float, 3> half_{};
  AlignedVector<float> values_;  ///< at Chebyshev's nodes, in blocks
  Matrix3 uniform_ = Matrix3::Zero();
};

/// Shift along z that takes z into [0, period); 0 without a period.
double into_period(double z, double period);

}  // namespace pillardd
