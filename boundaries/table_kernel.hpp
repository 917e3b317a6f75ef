#pragma once
#include <array>
#include <cstddef>

namespace pillardd {

/// Numbers of a table's node: six of stress, and two that fill up a vector.
inline constexpr std::size_t table_node = 8;

/// Nodes around a point along each axis; points that are placed and read at a time.
inline constexpr std::size_t table_width = 6, table_points = 16;

/// Layers at equal steps of the angle phi, r = radius cos phi, half a step off the axis; nodes at equal steps around and
/// along z.
struct TableSteps {
  double radius, period;  ///< [nm]
  int layers, around, along;
};

/// Of table_points points, rows of layer, theta and z: the node before each, and how far it is behind, in steps.
struct TablePlaces {
  template <class Number>
  using Rows = std::array<std::array<Number, table_points>, 3>;
  alignas(64) Rows<double> node;
  alignas(64) Rows<float> past;
};

/// x: rows x, y, z [nm].
void find_places(const TableSteps& steps, const TablePlaces::Rows<double>& x, TablePlaces& out);

/// Weights of the nodes: Lagrange's for six equidistant points -2 ... 3 between the layers, quintic B-splines around
/// and along.
struct TableWeights {
  using Rows = std::array<std::array<float, table_points>, table_width>;
  alignas(64) Rows by_layer, by_around, by_along;
};
void find_weights(const TablePlaces::Rows<float>& past, TableWeights& out);

/// The nodes around a point: on each layer the first of them around, at z = 0, and from there to each z [numbers].
struct TableStencil {
  std::array<const float*, table_width> layer;
  std::array<std::size_t, table_width> along;
};

/// Weighted sums of the nodes, table_node numbers a point; of the first `count` points.
void read_table(const TableStencil* stencils, const TableWeights& weights, std::size_t count, float* out);

/// Nodes of six rows of numbers, padded to whole cache lines.
void put_nodes(const std::array<const float*, 6>& rows, std::size_t count, float* nodes);

}  // namespace pillardd
