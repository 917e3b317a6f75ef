#pragma once
#include "ddd/base/types.hpp"

namespace pillardd {

/// The matrix of v x.
inline Matrix3 cross_matrix(const Vector3& v) {
  Matrix3 m;
  m << 0.0, -v.z(), v.y(), v.z(), 0.0, -v.x(), -v.y(), v.x(), 0.0;
  return m;
}

}  // namespace pillardd
