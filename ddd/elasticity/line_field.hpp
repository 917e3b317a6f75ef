#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/half_line_kernel.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// A straight line that acts and is not acted on: from `origin` along the unit vector `direction`.
struct ActingLine {
  Vector3 origin, direction, burgers;                       ///< [nm]
  double length = std::numeric_limits<double>::infinity();  ///< [nm]; infinite: a half line

  bool is_half() const { return length > 1e300; }
};

/// Of a point from a line, which begins at `origin` [nm].
double distance(const Vector3& x, const Vector3& origin, const Vector3& direction, double length);

struct LineFieldSettings {
  ElasticConstants elastic;
  double period = 0.0;       ///< along z [nm]; 0: none
  double tolerance = 1e-4;   ///< as FarSettings has it
  double ray_length = 0.0;   ///< of half lines in it [nm]
  bool keep_copies = false;  ///< those two periods away and more act as the last add_forces had them, if there was one
};

/// Forces of many lines that reach through the body, or begin at its surface, on many short segments, with all periodic
/// copies (docs/theory/forces.md, lines that act only). What a line does is smooth where it is some box widths away:
/// it acts on Chebyshev nodes of boxes of segments, else at three Gauss points of each, else in closed form. Of half
/// lines' copies the uniform stress that falls as 1/|z| is left out (docs/theory/half-space.md, 13).
/// Nothing is allocated once the buffers have grown; the same bits for any number of threads.
class LineField {
 public:
  /// Adds the forces on the ends (a, b) of on[i] to out[i] [nN].
  void add_forces(std::span<const StraightSegment> on, std::span<const ActingLine> lines,
                  const LineFieldSettings& settings, std::span<std::array<Vector3, 2>> out);

 private:
  static constexpr std::size_t leaf_size = block_points, points = 3, field_order = most_order - 1;
  /// A box of segments, [begin, end) of order_.
  struct Cell {
    std::uint32_t begin, end, parent, child;  ///< child: the first of two; 0: none
    Vector3 center, half;                     ///< of the box of the segments' ends [nm]
    double radius;                            ///< half its diagonal
    std::size_t order;                        ///< of its grid; 0: none, it has too few points
    bool has_field;                           ///< the grid has what came from the cells above
    std::vector<std::uint32_t> open;          ///< what acts on parts of the cell only
    AlignedVector<float> rows;                ///< stress at the nodes; empty: none

    std::uint32_t count() const { return end - begin; }
  };
  /// A line or a copy of it.
  struct Source {
    Vector3 origin, direction, burgers;  ///< burgers: times mu/(4 pi (1 - nu)) [GPa nm]
    double length;
  };
  /// What a thread works with.
  struct Scratch {
    std::array<std::vector<std::uint32_t>, most_order + 1> by_order;
    AlignedVector<float> targets, finer, values, finest, one;
    std::vector<std::uint32_t> clear, mixed;
    SegmentBatch on, near_lines;
    ForceBatch force, others;
    std::vector<std::vector<std::uint32_t>> near;  ///< sources, by the segments of a leaf
  };

  void cut();
  void make_cell(Cell& cell, std::uint32_t begin, std::uint32_t end, std::uint32_t parent);
  void list_sources(std::span<const ActingLine> lines);
  void put_copies();
  void deal(std::size_t cell, Scratch& scratch);
  void add_field(const Cell& cell, const Vector3& center, const float* targets, std::size_t blocks, float* out) const;
  void act(std::span<const std::uint32_t> which, std::span<const Source> from, const Vector3& center,
           const float* targets, std::size_t blocks, float* out) const;
  void sum_leaf(const Cell& cell, Scratch& scratch, std::span<std::array<Vector3, 2>> out) const;
  void act_on_leaf(const Cell& cell, Scratch& scratch, float* stress) const;
  void add_near(const Cell& cell, Scratch& scratch, std::span<std::array<Vector3, 2>> out) const;
  std::size_t order_at(double distance, double half) const;
  Cell& new_cell();

  LineFieldSettings settings_;
  double near_ratio_ = 0.0;  ///< lines that pass a segment's middle nearer than this many of its lengths: closed form
  std::span<const StraightSegment> on_;
  std::vector<StraightSegment> taken_;  ///< with their middles within the period, in the order of on_
  std::vector<std::uint32_t> order_;
  std::vector<Cell> cells_;
  std::size_t cell_count_ = 0;
  std::vector<std::size_t> levels_;  ///< where they begin among the cells
  std::vector<Source> sources_, away_;
  std::array<double, most_order + 1> least_distance_{};  ///< over the half side, by order of the grid
  Vector3 copies_center_, copies_half_;
  std::size_t copies_order_ = field_order;
  AlignedVector<float> copies_;  ///< stress of copies away at nodes of the whole body, as rows; empty: none
  Matrix3 dropped_near_ = Matrix3::Zero(), dropped_away_ = Matrix3::Zero();  ///< of the sums without limit [GPa]
  std::vector<Scratch> scratch_;
};

}  // namespace pillardd
