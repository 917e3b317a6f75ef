#pragma once
#include <doctest/doctest.h>

/// Equality relative to the larger of both values: |x - value| < tolerance max(|x|, |value|). doctest's own scale
/// adds 1.
inline doctest::Approx relative(double value, double tolerance) {
  return doctest::Approx(value).epsilon(tolerance).scale(0);
}
