#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "boundaries/cylinder_modes.hpp"
#include "boundaries/fft2.hpp"
#include "boundaries/table_kernel.hpp"
#include "ddd/base/types.hpp"
#include "ddd/elasticity/point_cells.hpp"

namespace pillardd {

/// The stress inside a cylinder, periodic along z, that has given tractions on its surface;
/// docs/theory/image-spectral.md. What depends on the geometry alone is computed once. Resultants of a section are
/// those that the modes leave: mean elongation, curvature and twist are zero.
class CylinderTables {
 public:
  /// `around` and `along`: points of the surface grid, even, >= 16; `layers`: radii of the tables.
  CylinderTables(double radius, double period, double poisson, int around, int along, int layers);

  const CylinderPatches& surface_patches() const { return patches_; }  ///< of surface_points
  std::size_t points_around() const { return static_cast<std::size_t>(around_); }
  const std::vector<Vector3>& surface_points() const { return points_; }  ///< [z * around + theta], z from 0
  std::array<std::size_t, 8> neighbours(std::size_t point) const;         ///< of a surface point, by its index
  std::vector<Vector3> normals() const;                                   ///< outward, at surface_points

  /// Takes the traction vectors sigma.e_r at surface_points [GPa].
  void set_tractions(const std::vector<Vector3>& tractions);
  /// Stress at points inside [GPa]; tables are made for the radii that are asked for, and kept until the tractions
  /// change.
  void stress(std::span<const Vector3> points, std::span<Matrix3> out) const;

 private:
  double layer_radius(int layer) const;
  void prepare_layer(int layer, double poisson);
  std::array<double, 12> factors(const ModeStress& mode, int n, double spline_along) const;
  void fill_layer(int layer) const;
  /// Where a point lies between the nodes: the layer, the nodes in theta and z before it, and how far behind each it
  /// is, in steps.
  struct Place {
    std::array<int, 3> node;
    std::array<float, 3> past;
  };
  /// Of a group of table_points, as the kernels have them.
  void place_group(std::span<const Vector3> points, std::size_t begin) const;
  void read_group(std::size_t begin, std::span<Matrix3> out) const;
  void fill_around(int layer) const;
  void order_places() const;
  TableStencil stencil(const Place& place) const;

  double radius_, period_;
  int around_, along_, layers_;
  std::size_t row_;  ///< numbers of a z in the tables: its nodes, and the first ones again
  std::vector<Vector3> points_;
  CylinderPatches patches_;  ///< of points_
  Fft2<double> to_modes_;
  Fft2<float> fft_;  ///< of the tables
  /// Per layer and n, a row for each of 12 over q: factors of the three tractions in (xx+yy) + i zz (two each),
  /// xx-yy + 2i xy, xz + i yz.
  std::vector<AlignedVector<float>> factors_;
  std::vector<std::vector<char>> acts_;               ///< per layer and n: whether any factor counts
  mutable std::array<ComplexRows<float>, 4> room_;    ///< of fill_layer
  std::array<ComplexRows<double>, 4> mode_room_;      ///< of set_tractions
  std::array<ComplexRows<float>, 3> traction_modes_;  ///< rr, rt/i, rz/i
  /// Per layer, nodes [z * around + theta] of xx+yy, zz, xx-yy, 2xy, xz, yz [GPa]; which of them are made.
  mutable std::vector<AlignedVector<float>> tables_;
  mutable std::vector<char> filled_;
  /// Of the points asked for: their places, the order in which they are read, and room to find it.
  mutable std::vector<Place> places_;
  mutable std::vector<char> asked_;  ///< by layer
  mutable std::vector<std::uint32_t> order_, other_order_, counts_;
};

}  // namespace pillardd
