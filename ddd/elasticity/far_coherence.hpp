#pragma once
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// What the rules of the far field, set by networks of closed loops, are tightened for in networks of lines
/// (docs/theory/far-field.md, eq. 26-28): 1 where the stress of the tree's small cells does to a segment what it does
/// among loops, against the forces that lines have; up to 4.2 where lines are straight. Built with their joints.
double far_coherence(const SegmentTree& tree);

}  // namespace pillardd
