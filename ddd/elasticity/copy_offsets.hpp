#pragma once
#include <vector>

namespace pillardd {

/// A periodic copy, or a Gauss point that stands for many: shift along z [nm] and how often it counts.
struct CopyOffset {
  double z, weight;
};

/// The copies of a source of period H along z: 0, ±H .. ±images H once each, and the rest as an integral over the
/// distance by Gauss points in its inverse, from where it is exact for 1/z^2 (docs/theory/half-space.md, 13). A sum of f over
/// them converges when f falls faster than 1/|z|; of what falls as c/|z| the part c/|z| is to be taken off copy by
/// copy. Not periodic (period 0): the source alone.
std::vector<CopyOffset> copy_offsets(double period, int images);

}  // namespace pillardd
