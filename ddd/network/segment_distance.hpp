#pragma once
#include "ddd/base/types.hpp"

namespace pillardd {

/// Shortest distance of two straight segments p1 p2 and q1 q2 [nm]. Ericson, Real-Time Collision Detection
/// (2005) 5.1.9.
double segment_distance(const Vector3& p1, const Vector3& p2, const Vector3& q1, const Vector3& q2);

}  // namespace pillardd
