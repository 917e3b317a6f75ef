#include "boundaries/table_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "boundaries/table_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, table_node>;
using Lanes = hn::Vec<Tag>;

/// The weights lie along the vectors' other side: one of them for all numbers of a node.
void Table(const TableStencil& s, float* out) {
  const Tag d;
  constexpr std::size_t width = TableStencil::width;
  for (std::size_t lane = 0; lane < table_node; lane += hn::Lanes(d)) {
    Lanes total = hn::Zero(d);
    for (std::size_t l = 0; l < width; ++l) {
      Lanes layer = hn::Zero(d);
      for (std::size_t j = 0; j < width; ++j) {
        const std::array<std::size_t, width>& column = s.column[s.turned[l] ? 1 : 0];
        const float* row = s.table[l] + table_node * s.row[j] + lane;
        Lanes line = hn::Mul(hn::Set(d, s.by_around[0]), hn::LoadU(d, row + table_node * column[0]));
        for (std::size_t i = 1; i < width; ++i)
          line = hn::MulAdd(hn::Set(d, s.by_around[i]), hn::LoadU(d, row + table_node * column[i]), line);
        layer = hn::MulAdd(hn::Set(d, s.by_along[j]), line, layer);
      }
      total = hn::MulAdd(hn::Set(d, s.by_layer[l]), layer, total);
    }
    hn::StoreU(total, d, out + lane);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(Table);

void interpolate_table(const TableStencil& stencil, float* out) {
  HWY_DYNAMIC_DISPATCH(Table)(stencil, out);
}

}  // namespace pillardd
#endif
