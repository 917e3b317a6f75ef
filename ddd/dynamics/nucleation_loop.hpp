#pragma once
#include <optional>
#include <vector>

#include "ddd/dynamics/integrator.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// A loop as it is put in: the corners of its line in order, of which for a half loop the first and the last lie on the
/// surface.
struct LoopShape {
  std::vector<Vector3> corners;  ///< [nm]
  bool half = true;
  Integer3 burgers{}, plane{};  ///< for the sense of the corners
  Vector3 centre = Vector3::Zero();
};

/// The polygon of a loop of this radius at a site, with b such that the stress makes it grow; nullopt where it does not
/// fit into the body. Sides of at most segment_max, four of a half loop and six of a full one at least.
std::optional<LoopShape> loop_shape(const Model& model, const Lattice& lattice, const NucleationSite& site,
                                    const LoopSystem& system, const Matrix3& stress, double radius);

/// Area that the loop swept from nothing, n dA = (t x dx) dl, up to the surface [nm^2].
SweptArea area_of_loop(const Boundary& boundary, const LoopShape& loop, const Vector3& normal);

/// Whether the loop comes nearer than `clearance` [nm] to a line of the network or one of its copies.
bool near_lines(const Network& network, const LoopShape& loop, double clearance);

/// What came of a nucleation event.
enum class Nucleated : std::uint8_t {
  inserted,
  blocked,   ///< a line in the way, or no room in the body
  stillborn  ///< it would shrink under the stress that made it: an error of the rate model
};

/// Puts in the smallest loop of 1.2, 1.35 or 1.5 critical radii that grows, or the smallest that the mesh can carry
/// where that is larger, and books its length, swept area and event.
Nucleated insert_loop(const Model& model, State& state, Integrator& integrator, const NucleationSite& site,
                      const LoopSystem& system, const Matrix3& stress, std::vector<Event>& events);

}  // namespace pillardd
