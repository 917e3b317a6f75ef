#pragma once
#include <array>
#include <span>
#include <vector>

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/far_cells.hpp"
#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/half_space_copies.hpp"
#include "ddd/elasticity/half_space_field.hpp"
#include "ddd/elasticity/point_blocks.hpp"
#include "ddd/elasticity/point_cells.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// Sum of the stress of many sources at many points, periodic copies included: closed forms near, points beyond, cells
/// of segments farther still, and one grid over all points for the copies that are two periods away and more
/// (docs/theory/point-stress.md). The same bits for any number of threads.
class PointStress {
 public:
  /// Room for sums that start() begins: nothing is allocated once it has grown.
  PointStress() = default;
  /// period: of the sources along z [nm]; 0: none. Copies are summed to infinity; of half lines and exits, whose sum
  /// has no limit, without the uniform stress that each copy has along the axis (docs/theory/half-space.md, 13).
  PointStress(std::span<const Vector3> points, double period, const ElasticConstants& elastic) {
    start(points, period, elastic);
  }
  void start(std::span<const Vector3> points, double period, const ElasticConstants& elastic);
  /// The same at points of a cylinder within one period, which outlive the sum: what is far from a patch acts on its
  /// nodes where the tolerance is no finer than they are.
  PointStress(const CylinderPatches& points, double period, const ElasticConstants& elastic) {
    start(points, period, elastic);
  }
  void start(const CylinderPatches& points, double period, const ElasticConstants& elastic);
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
  /// Segments as the kernels read them.
  struct Segments {
    FarRules rules;
    NearReach reach;
    SegmentTree tree;
    FarSources sources;
    FarCells cells;

    bool put(const TreeCell& cell, std::uint32_t index, const Vector3& shift, double radius, bool one,
             std::vector<SourceRun>& runs) const;
  };
  /// What acts on one block; of one thread.
  struct Scratch {
    struct Source {
      std::uint32_t cell;
      int image;
    };
    std::vector<Source> from;  ///< what may act
    std::vector<Source> open, near;
    std::vector<SourceRun> runs;
    SegmentBatch batch;
    std::vector<HalfLine> far_lines, left_lines;
    std::vector<HalfSpaceElement> elements;
  };
  /// A block of points, the first of its sums, and where they go in what is added to; null: as the blocks have it.
  struct Target {
    const PointBlocks* of;
    std::size_t block, first;
    const std::uint32_t* members;

    const PointBlock& points() const { return of->blocks()[block]; }
    const float* rows() const { return of->rows(block); }
  };
  /// Neighbouring targets, [begin, end); with nodes among them, or without: null.
  struct Group {
    const PointCell* cell;
    std::size_t begin, end;
  };
  void begin(double period, const ElasticConstants& elastic);
  void add_targets(const PointBlocks& blocks, const std::uint32_t* members);
  void make_sums(std::size_t points);
  void make_scratch(int threads);
  void add_segments(const Segments& from, std::size_t group, bool by_nodes, Scratch& scratch);
  void deal_to_nodes(const Segments& from, const PointCell& cell, Scratch& scratch) const;
  void list(const Segments& from, const PointBlock& block, Scratch& scratch) const;
  void add_near(const Segments& from, const Target& target, Scratch& scratch);
  bool are_nodes_fine(double tolerance) const;
  void add_half_lines(std::span<const HalfLine> near, std::span<const HalfLine> away, std::size_t group,
                      double tolerance, Scratch& scratch);
  void make_grid(double tolerance);
  void add_far_copies(const Segments& from);
  void add_half_lines(std::span<const HalfLine> lines, const float* rows, const Vector3& center, float* out) const;
  void add_half_spaces(const HalfSpaceField& field, std::size_t target, Scratch& scratch);
  float core_squared() const { return static_cast<float>(elastic_.core_radius * elastic_.core_radius); }

  ElasticConstants elastic_{};
  double period_ = 0.0;
  PointBlocks own_;  ///< of points given as they are
  std::vector<Target> targets_;
  std::vector<Group> groups_;
  Box box_;                            ///< of all points
  std::vector<Matrix3> sum_;           ///< in the targets' order, of closed forms
  AlignedVector<float> far_;           ///< per target, of the vector kernels in single precision
  AlignedVector<float> nodes_;         ///< the same per group at its nodes; empty: nothing acts on them
  Matrix3 uniform_ = Matrix3::Zero();  ///< what is left out of sums without limit, with its sign
  /// Chebyshev's grid over the box of the points, and the stress of far copies on it.
  std::size_t grid_order_ = 0, grid_blocks_ = 0;
  std::array<float, 3> half_{};
  AlignedVector<float> grid_rows_, grid_;
  Segments segments_;
  std::vector<Scratch> scratch_;      ///< by thread
  std::vector<SourceRun> copy_runs_;  ///< of far copies, and what they make
  AlignedVector<float> copy_;
  std::vector<HalfLine> near_lines_, away_lines_;
};

}  // namespace pillardd
