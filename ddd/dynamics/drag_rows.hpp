#pragma once
#include <vector>

#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

/// A drag B as rows r_k, B = sum_k r_k r_k^T: each keeps its own scale, where one matrix keeps the largest alone.
/// Beside a screw at rest (1e20 Pa s) a node still knows the 1e-6 Pa s with which its end slides along it.
using DragRows = std::vector<Vector3>;

/// Whether a response's drags are so far apart that the sum of matrices would lose more than 1e-7 of the least.
bool is_steep(const ArmResponse& response, const ArmState& arm);

/// Appends the rows of `weight` times an arm's drag, in its frame (across the line in the plane, across it, along it).
/// Values that the drag's own matrix has lost are taken from dv/df, where they are the large ones.
void append_rows(const ArmResponse& response, const ArmState& arm, double weight, DragRows& rows);

/// V = P (P^T B P)^-1 P^T F to rounding, however far apart the rows are: Householder's QR of the rows, sorted by size,
/// with pivoted columns, is backward stable row by row. Powell & Reid, in Information Processing 68 (1969) 122; Cox &
/// Higham, BIT 38 (1998) 34.
Vector3 solve_velocity(const Freedom& freedom, DragRows rows, const Vector3& force);

}  // namespace pillardd
