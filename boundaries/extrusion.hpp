#pragma once
#include <vector>

#include "ddd/models/boundary.hpp"

namespace pillardd {

/// What an upright body with flat ends has in common, whatever its cross-section.

/// Signed distance [nm] of a body that is `outside_side` beyond its side surface and `outside_ends` beyond the nearer
/// end face: both negative inside, exact in the corner between them.
double joined_distance(double outside_side, double outside_ends);

/// Distance beyond the nearer end face [nm], negative between them; its outward normal is +z above mid-height, else -z.
double beyond_ends(double z, double height);
SurfacePoint nearest_on_ends(const Vector3& x, double height);

/// Triangles of the side over `perimeter` (anticlockwise seen from above, z ignored, convex around the axis) and, where
/// `with_ends`, of both end faces; edges of about `spacing` [nm], normals outward.
SurfaceMesh extruded_mesh(const std::vector<Vector3>& perimeter, double height, double spacing, bool with_ends);

/// Number of equal parts of at most `spacing`, at least one.
int parts(double length, double spacing);

}  // namespace pillardd
