#pragma once
#include <array>
#include <cstddef>

namespace pillardd {

/// Numbers of a table's node: six of stress, and two that fill up a vector.
inline constexpr std::size_t table_node = 8;

/// The 6 x 6 x 6 nodes around a point and their weights along each axis.
struct TableStencil {
  static constexpr std::size_t width = 6;
  std::array<const float*, width> table;                    ///< of the layers, nodes [along * around + theta]
  std::array<bool, width> turned;                           ///< by layer: half around, beyond the axis
  std::array<std::array<std::size_t, width>, 2> column;     ///< the nodes' places around, and half around
  std::array<std::size_t, width> row;                        ///< the first node of each z
  std::array<float, width> by_layer, by_along, by_around;
};

/// Weighted sum of the nodes.
void interpolate_table(const TableStencil& stencil, float* out);

}  // namespace pillardd
