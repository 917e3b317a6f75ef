#pragma once
#include <cstddef>
#include <cstdint>

#include "ddd/elasticity/far_kernel.hpp"

namespace pillardd {

/// Chebyshev grids of cells: order^3 nodes h_i cos((2k + 1) pi / 2 order) about the cell's centre, h its half sides;
/// the node (i, j, k) is number (i order + j) order + k.
inline constexpr std::size_t least_order = 3, most_order = 7;
constexpr std::size_t cube(std::size_t n) {
  return n * n * n;
}
constexpr std::size_t blocks_of(std::size_t points) {
  return (points + block_points - 1) / block_points;
}

/// Node positions [nm] as blocks of targets; what fills up the last block lies in the middle.
void grid_targets(const float* half, std::size_t order, float* x);
/// Node positions into sources.
void grid_sources(const float* half, std::size_t order, PointSource* to);

/// Adds the sources, each with the interpolation weights of its position, to the strengths of the nodes; positions of
/// the nodes are spoilt. Sources' centre at `shift` from the grid's.
void spread(const SourceRun& from, const float* half, std::size_t order, PointSource* to);

/// Adds the interpolated stress to blocks of points; their centre at `shift` from the grid's.
///   values: stress at the nodes, in blocks as add_point_stress leaves them
void interpolate(const float* values, const float* half, std::size_t order, const float* x, const float* shift,
                 std::size_t blocks, float* out);

/// Adds to one block of points the stress at one block of nodes, weighted: [node * block_points + point].
void add_weighted(const float* weights, const float* values, float* out);

/// The same as interpolate in two parts, for fields that are interpolated often: the values as rows of all nodes,
/// stress_rows of them.
void to_rows(const float* values, std::size_t order, float* rows);
void interpolate_rows(const float* rows, const float* half, std::size_t order, const float* x, const float* shift,
                      std::size_t blocks, float* out);

/// Stress of point i of a block as add_point_stress leaves it: rows xx, yy, zz, xy, yz, xz of block_points each.
Matrix3 from_rows(const float* rows, std::size_t i);

}  // namespace pillardd
