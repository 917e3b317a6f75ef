#pragma once
#include <vector>

#include "ddd/models/boundary.hpp"

namespace pillardd {

/// Points at which the displacement left by slip is kept: the vertices of the surface mesh, then points spread over the
/// section z = 0, each standing for a part of it, and the same over z = H. Empty where no slip is kept.
struct SlipPoints {
  SurfaceMesh mesh;
  std::vector<Vector3> section;  ///< at z = 0
  std::vector<double> weight;    ///< their shares of the section, sum 1

  std::size_t size() const { return mesh.vertices.size() + 2 * section.size(); }
  Vector3 at(std::size_t i, double height) const;
};
SlipPoints slip_points(const Boundary& boundary, double spacing);

}  // namespace pillardd
