#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace pillardd {

/// Rows of moments about B_n to moments about Y_lm, in place (docs/theory/far-field.md, eq. 17), up to `degree`.
/// squares: of each degree the sum over its rows of eight.
void to_spherical(std::size_t degree, float* moments, float* squares);
/// Adds a field in Y_lm to one in B_n.
void add_spherical(const float* field, std::size_t degree, float* to);

/// Moments about Y_lm of expansion_size(each_degree(...)), whose centre is at `shift` [units] from that of the field;
/// terms count whose degrees add up to `total` at most. The positions in S lack `up` along z, in units times u_factor.
struct MomentRun {
  const float* moments;
  float* field;
  float shift[3];
  float up;
  std::uint32_t total;
};
/// Adds to each one's field, of `degree` in Y_lm. Totals ascend, each_degree of none exceeds `degree`; neighbours in
/// the list may be taken to the highest of theirs. Fast where neighbours share their moments: these come from memory.
void add_moment_fields(std::span<const MomentRun> from, std::size_t degree);

}  // namespace pillardd
