#pragma once
#include <vector>

#include "ddd/dynamics/field.hpp"
#include "ddd/elasticity/point_stress.hpp"

namespace pillardd {

/// What sums of the network's stress work in, kept by whoever asks for many: nothing is allocated once it has grown.
struct FieldRoom {
  PointStress sum;
  std::vector<StraightSegment> segments;
  std::vector<Continuation> continuations;
  std::vector<HalfLine> lines;
};

}  // namespace pillardd
