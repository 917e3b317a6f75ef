#pragma once
#include <array>

#include "boundaries/surface_terms.hpp"
#include "ddd/elasticity/elasticity.hpp"
#include "ddd/models/image_stress.hpp"

namespace pillardd {

/// Resultants of the stress over a cross-section of a cylinder around z, the same at any z once its surface is free.
struct SectionResultants {
  double axial = 0.0;                     ///< N = int sigma_zz dA [nN]
  double moment_x = 0.0, moment_y = 0.0;  ///< int x sigma_zz dA, int y sigma_zz dA [nN nm]
  double torque = 0.0;                    ///< T = int (x sigma_yz - y sigma_xz) dA [nN nm]
  SectionResultants operator+(const SectionResultants& o) const {
    return {axial + o.axial, moment_x + o.moment_x, moment_y + o.moment_y, torque + o.torque};
  }
  SectionResultants operator*(double f) const { return {f * axial, f * moment_x, f * moment_y, f * torque}; }
  SectionResultants operator-(const SectionResultants& o) const {
    return {axial - o.axial, moment_x - o.moment_x, moment_y - o.moment_y, torque - o.torque};
  }
};

struct PeriodicCylinder {
  double radius, period;  ///< [nm]
};

/// What lines inside leave, with mean elongation, curvature and twist held at zero: the areas they bound together with
/// paths on the surface from where they end (docs/theory/image-spectral.md, 12-15). `places`, by slot: a path goes the
/// way around that it would from there, where the node has crossed the line on which both ways meet since; empty: the
/// shorter way.
SectionResultants resultants_of_areas(const Network& network, const PeriodicCylinder& body,
                                      const ElasticConstants& elastic, std::span<const Vector3> places = {});

/// Where a line ends on the surface; Burgers vector FS/RH for the sense outward [nm].
struct SurfaceExit {
  Slot node;
  Vector3 x, burgers;
};
/// act(SurfaceExit) at each line of `lines` that ends on the surface, in the order of slots.
template <class Act>
void for_each_exit(const Network& network, LineSet lines, const Act& act) {
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Node& n = network.nodes()[i];
    if (!n.alive || n.kind != NodeKind::surface) continue;
    if (lines != LineSet::all && (lines == LineSet::sessile) != ends_sessile(network, static_cast<Slot>(i))) continue;
    const Integer3 leaving = negated(network.burgers_sum(static_cast<Slot>(i)));
    if (!is_zero(leaving)) act(SurfaceExit{static_cast<Slot>(i), n.x, network.lattice().burgers(leaving)});
  }
}

/// What the outside continuation of one exit and its copies leave besides: it goes on to infinity and not along the
/// path of resultants_of_areas. The difference of both fields is regular inside.
SectionResultants resultants_of_continuation(const Vector3& exit, const Vector3& burgers, const PeriodicCylinder& body,
                                             const ElasticConstants& elastic);

/// The same from tables over the angle: linear in the Burgers vector and in z, mirrored at angle zero, smooth between
/// the corners of the path around.
class ContinuationResultants {
 public:
  ContinuationResultants(const PeriodicCylinder& body, const ElasticConstants& elastic);
  SectionResultants of(const Vector3& exit, const Vector3& burgers) const;

 private:
  static constexpr std::size_t pieces = 4, nodes = 8;
  using ByBurgers = std::array<SectionResultants, 3>;  ///< for unit Burgers vectors along the axes
  std::array<std::array<ByBurgers, nodes>, pieces> by_angle_{};
  ByBurgers per_z_{};
};

/// What a field leaves that has no sources inside, from its stress at ring_points: its mean elongation, curvature and
/// twist are not zero.
std::vector<Vector3> ring_points(const PeriodicCylinder& body);
SectionResultants resultants_of_regular(std::span<const Vector3> ring_points, std::span<const Matrix3> stress,
                                        const PeriodicCylinder& body, double poisson);

/// The uniform axial, linear bending and linear torsion stress with these resultants [GPa].
Matrix3 stress_of_resultants(const SectionResultants& r, const PeriodicCylinder& body, const Vector3& x);

}  // namespace pillardd
