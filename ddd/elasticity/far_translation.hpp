#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace pillardd {

/// Moments about Y_lm (far_basis.hpp) whose centre is at `shift` [units] from that of the field; terms count whose
/// degrees add up to `total` at most. The positions in S lack `up` along z, in units times u_factor.
struct MomentRun {
  const float* moments;
  float* field;
  float shift[3];
  float charge;  ///< of the moments, see far_basis.hpp
  float up;
  std::uint32_t total;
};
/// Adds to each one's field, of `degree` in Y_lm. Totals ascend, field_degree of none exceeds `degree`; neighbours in
/// the list may be taken to the highest of theirs. Fast where neighbours share their moments: these come from memory.
void add_moment_fields(std::span<const MomentRun> from, std::size_t degree);

}  // namespace pillardd
