#pragma once
#include <optional>

#include "ddd/base/types.hpp"

/// Straight segments whose ends move straight ahead during a step, and where they meet.
namespace pillardd {

/// Nearest points of two segments: fractions along each, their distance, and when in the step.
struct Approach {
  double along_one = 0.0, along_two = 0.0, distance = 0.0, time = 0.0;
};

/// Least distance of two segments at rest, a to b and c to d.
double segment_distance(const Vector3& a, const Vector3& b, const Vector3& c, const Vector3& d);

/// A segment's ends at the start and the end of the step, in one frame.
struct Moving {
  Vector3 a0, b0, a1, b1;
  Vector3 a(double time) const { return a0 + time * (a1 - a0); }
  Vector3 b(double time) const { return b0 + time * (b1 - b0); }
  Vector3 middle() const { return 0.25 * (a0 + b0 + a1 + b1); }
  double radius() const;  ///< about the middle, of all four ends
  double travel() const;  ///< of the end that goes farther
  void shift(double dz);
};

/// Whether two segments cannot come within `reach` of each other: a quick test.
bool pass_apart(const Moving& one, const Moving& two, double reach);

/// First time in [0, 1] at which the moving segments are within `reach`, by conservative advance (their distance cannot
/// shrink faster than both travel); nullopt when they never are, or only recede.
std::optional<Approach> first_contact(const Moving& one, const Moving& two, double reach);

/// Distance at the start of the step.
double start_distance(const Moving& one, const Moving& two);

}  // namespace pillardd
