#pragma once
#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "ddd/elasticity/half_space_copies.hpp"
#include "ddd/elasticity/half_space_field.hpp"
#include "ddd/elasticity/point_cells.hpp"

namespace pillardd {

/// Image terms of lines near free planes at points of a long body, which is cut into slabs across z. Lines near a slab
/// act by themselves, from where they are; lines and periodic copies far from it through one Chebyshev grid of the
/// slab, worked out by `build` and kept while lines move a little (docs/theory/point-stress.md). Near and far go by
/// Line::at_z.
class HalfSpaceSlabs {
 public:
  /// body: around it, z from 0 to the period where there is one; period: along z [nm], 0: no copies.
  HalfSpaceSlabs(const Box& body, double period);
  void build(const HalfSpaceField& field);
  /// Finds what is near each slab; `field` as in add_stress.
  void list(const HalfSpaceField& field);

  /// A field and its slabs.
  struct Part {
    const HalfSpaceField* field;
    const HalfSpaceSlabs* slabs;
  };
  class Room;
  /// Adds the stress of all parts, of the same body, at points of the body [GPa]. The same bits for any number of
  /// threads.
  static void add_stress(std::span<const Part> parts, std::span<const Vector3> points, std::span<Matrix3> to,
                         Room& room);
  /// Neighbouring points of a grid on the side of the body, inside one slab.
  struct Patch {
    std::size_t slab;
    PointCell cell;
    std::vector<std::uint32_t> members;  ///< their places in the grid, angles running first
  };
  /// Of around x along points of a cylinder around z, equally spaced from angle 0 and the body's low end on.
  std::vector<Patch> patches(double radius, int around, int along) const;
  /// The same at the points of such a grid, in its order.
  static void add_stress(std::span<const Part> parts, std::span<const Patch> patches, std::span<Matrix3> to,
                         Room& room);

  /// The values on the grids and the uniform part.
  std::vector<double> memory() const;
  std::size_t memory_size() const;
  void recall(std::span<const double> memory);

 private:
  /// One of the lines or exits of the field, shifted by `up` along z.
  struct Near {
    std::uint32_t index;
    double up;
  };
  struct NearLists {
    std::vector<Near> lines, exits;
  };
  struct Slab {
    NearLists near;
    AlignedVector<float> values;  ///< at the nodes, in blocks; empty: nothing is far
    AlignedVector<float> rows;    ///< the same as rows of all nodes
  };
  struct Scratch;
  struct Task;
  bool is_empty() const { return slabs_.front().values.empty() && uniform_.isZero(0.0); }
  double low(std::size_t slab) const { return body_.low.z() + static_cast<double>(slab) * thickness_; }
  Vector3 center(std::size_t slab) const;
  std::size_t slab_of(double z) const;  ///< z in the period
  bool is_near(double z, std::size_t slab) const {
    return std::max(low(slab) - z, z - low(slab) - thickness_) < reach_;
  }
  template <class Use>
  void each_copy(double at_z, double into, std::size_t slab, const Use& use) const;
  void build(const HalfSpaceField& field, const HalfSpaceCopies& copies, std::size_t slab);
  void set_rows(std::size_t slab);
  void add_to_nodes(const HalfSpaceField& field, const NearLists& near, const PointCell& cell,
                    std::vector<HalfSpaceElement>& elements, float* out, NearLists& left) const;
  static void add_near(const HalfSpaceField& field, const NearLists& near, const float* rows, const PointBlock& block,
                       std::vector<HalfSpaceElement>& elements, float* out);
  static std::size_t sources(std::span<const Part> parts, std::size_t slab);
  static void add_stress(std::span<const Part> parts, const Task& task, Scratch& scratch, std::span<Matrix3> to);

  Box body_;
  double period_, thickness_, reach_;
  std::array<float, 3> half_{};
  std::vector<Slab> slabs_;
  Matrix3 uniform_ = Matrix3::Zero();
};

/// Of one thread.
struct HalfSpaceSlabs::Scratch {
  PointCell cell;                 ///< of a task whose points come as they are
  AlignedVector<float> far;       ///< of all parts, as rows of the slab's nodes
  AlignedVector<float> at_nodes;  ///< of the cell
  std::vector<NearLists> left;    ///< by part: what does not act on its nodes
  std::vector<HalfSpaceElement> elements;
};

/// Points of one slab that lie together, and where they go.
struct HalfSpaceSlabs::Task {
  std::size_t slab;
  const PointCell* cell;
  std::span<const std::uint32_t> members;
};

/// What the sums work in, kept by whoever asks for many, one at a time: nothing is allocated once it has grown.
class HalfSpaceSlabs::Room {
 private:
  friend class HalfSpaceSlabs;
  /// A cell that is to be made of points [begin, end).
  struct Cut {
    std::size_t slab, begin, end;
  };
  void cut(const HalfSpaceSlabs& body, std::span<const Vector3> points);

  std::vector<Scratch> scratch_;           ///< by thread
  std::vector<std::size_t> slab_;          ///< by point as given
  std::vector<std::size_t> ends_, parts_;  ///< where slabs, and the parts of one, end in placed_
  std::vector<PlacedPoint> placed_;
  std::vector<Cut> cuts_;
  std::vector<Vector3> points_, sorted_;  ///< taken into the period; in the order of placed_
  std::vector<std::uint32_t> members_;    ///< their places
};

}  // namespace pillardd
