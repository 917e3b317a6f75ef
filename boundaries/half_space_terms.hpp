#pragma once
#include "boundaries/surface_terms.hpp"
#include "ddd/elasticity/half_space_field.hpp"
#include "ddd/models/boundary.hpp"

namespace pillardd {

/// Image terms of the half spaces that touch the body: of each segment whose midpoint is less than `reach` deep in that
/// of the surface point nearest to it, of each segment that ends on the surface in that of its end, and of each end
/// (docs/theory/half-space.md). The body is convex and lies in all of them, so each term is an equilibrium field in it.
class HalfSpaceTerms final : public SurfaceTerms {
 public:
  /// `boundary` outlives the terms; reach [nm], infinite: every segment.
  HalfSpaceTerms(const Boundary& boundary, const ElasticConstants& elastic, double reach);
  void update(const Network& network) override;
  void add_stress(std::span<const Vector3> points, std::span<Matrix3> to) const override;

 private:
  void add_segment(const Network& network, Slot s);
  void add_exit(const Network& network, Slot n);

  const Boundary& boundary_;
  double reach_;
  HalfSpaceField field_;
};

}  // namespace pillardd
