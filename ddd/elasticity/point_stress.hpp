#pragma once
#include <array>
#include <span>
#include <vector>

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/far_cells.hpp"
#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/half_space_copies.hpp"
#include "ddd/elasticity/half_space_field.hpp"
#include "ddd/elasticity/point_blocks.hpp"

namespace pillardd {

/// Sum of the stress of many sources at many points, periodic copies included: closed forms near, points beyond, cells
/// of segments farther still, and one grid over all points for the copies that are two periods away and more
/// (docs/theory/point-stress.md). The same bits for any number of threads.
class PointStress {
 public:
  /// period: of the sources along z [nm]; 0: none. Copies are summed to infinity; of half lines and exits, whose sum
  /// has no limit, without the uniform stress that each copy has along the axis (docs/theory/half-space.md, 13).
  PointStress(std::span<const Vector3> points, double period, const ElasticConstants& elastic);
  /// The same at points in blocks, which outlive the sum; built with this period.
  PointStress(const PointBlocks& points, double period, const ElasticConstants& elastic);
  PointStress(const PointStress&) = delete;  // its blocks may be its own
  PointStress& operator=(const PointStress&) = delete;

  /// tolerance: as FarSettings has it; 0: closed forms but for copies that are two periods away and more.
  void add_segments(std::span<const StraightSegment> segments, double tolerance);
  /// tolerance: 0: in double precision but for copies that are interpolated; else in the vector kernels' single
  /// precision.
  void add_half_lines(std::span<const HalfLine> lines, double tolerance = 0.0);
  /// The image field of lines near a free plane each; `field` has the elastic constants of its own lines.
  void add_half_spaces(const HalfSpaceField& field);
  /// The same with far copies that were worked out before, for a box that holds all points.
  void add_half_spaces(const HalfSpaceField& field, const HalfSpaceCopies& copies);

  /// Adds the sums to `out`, in the order of the points given; to be called once.
  void add_to(std::span<Matrix3> out);

 private:
  struct Segments;
  struct Scratch;
  void list(const Segments& from, const PointBlock& block, Scratch& scratch) const;
  void add_near(const Segments& from, std::size_t block, Scratch& scratch);
  void make_grid(double tolerance);
  void add_far_copies(const Segments& from);
  void add_half_lines(std::span<const HalfLine> lines, const float* rows, const Vector3& center, float* out) const;
  void add_half_spaces(const HalfSpaceField& field, std::size_t block);
  float core_squared() const { return static_cast<float>(elastic_.core_radius * elastic_.core_radius); }

  ElasticConstants elastic_;
  double period_;
  PointBlocks own_;  ///< of points given as they are
  const PointBlocks& blocks_;
  std::vector<Matrix3> sum_;           ///< in the blocks' order, of closed forms
  AlignedVector<float> far_;           ///< per block, of the vector kernels in single precision
  Matrix3 uniform_ = Matrix3::Zero();  ///< what is left out of sums without limit, with its sign
  /// Chebyshev's grid over the box of the points, and the stress of far copies on it.
  std::size_t grid_order_ = 0, grid_blocks_ = 0;
  std::array<float, 3> half_{};
  AlignedVector<float> grid_rows_, grid_;
};

}  // namespace pillardd
