#pragma once
#include <array>
#include <optional>

#include "boundaries/surface_terms.hpp"
#include "ddd/elasticity/half_space_field.hpp"
#include "ddd/elasticity/half_space_slabs.hpp"
#include "ddd/elasticity/point_stress.hpp"
#include "ddd/models/boundary.hpp"

namespace pillardd {

/// Image terms of the half spaces that touch the body: of each segment whose ends are less deep than a reach in the
/// mean in that of the surface point nearest to it, of each segment that ends on the surface in that of its end, and of
/// each end (docs/theory/half-space.md). The body is convex and lies in all of them, so each term is an equilibrium
/// field in it.
class HalfSpaceTerms final : public SurfaceTerms {
 public:
  /// `boundary` outlives the terms; reach of sessile and of other segments [nm], infinite: every one.
  HalfSpaceTerms(const Boundary& boundary, const ElasticConstants& elastic, double sessile, double mobile);
  /// Takes the bend of the side surface along: a cylinder's curvature [1/nm], and for exits of lines that move the
  /// length below which it acts [nm].
  void bend(double curvature, double smooth);
  /// No places: those of the nodes.
  void update(const Network& network, std::span<const Vector3> places = {},
              std::span<const Vector3> far_places = {}) override;
  void keep_far(LineSet lines) override;
  void add_stress(std::span<const Vector3> points, std::span<Matrix3> to, LineSet lines = LineSet::all) const override;
  void add_surface_stress(int around, int along, std::span<Matrix3> to, LineSet lines) const override;
  double bend_share(double depth) const override;
  double reach() const override { return reach_mobile_; }
  std::vector<double> memory() const override;
  void recall(std::span<const double>& memory) override;

 private:
  struct Part {
    HalfSpaceField field;
    HalfSpaceSlabs slabs;
  };
  Part& part(bool sessile) { return sessile ? sessile_ : mobile_; }
  const std::vector<HalfSpaceSlabs::Part>& slabs(LineSet lines) const;
  bool sessile_changed(const Network& network);
  void add_segment(const Network& network, Slot s, double depth, double moved);
  double raised(const StraightSegment& line, const SurfacePoint& nearest) const;
  void add_exit(const Network& network, Slot n, double moved);
  CurvatureAmplitudes bend_of(const Network& network, Slot n);

  const Boundary& boundary_;
  double reach_sessile_, reach_mobile_;
  std::optional<ExitCurvature> bend_;
  double curvature_ = 0.0, smooth_ = 0.0;
  Part sessile_, mobile_;
  /// A segment or an end of the network: whether it never moves, its depth [nm] and how far it counts as moved along z.
  struct Found {
    Slot slot;
    bool sessile;
    double depth, moved;
  };
  std::vector<Found> found_, ends_;
  std::vector<double> still_, now_;  ///< all that sessile_ is a function of, and room to find it
  /// The arms of exits as they were last, by slot of the segment and end, and what they leave: the next update has most
  /// of them again.
  struct Bent {
    std::array<double, 7> arm;
    CurvatureAmplitudes amplitudes;
  };
  std::vector<Bent> bent_;
  /// Grids that were asked for, cut once.
  struct Grid {
    int around, along;
    std::vector<HalfSpaceSlabs::Patch> patches;
  };
  mutable std::vector<Grid> grids_;
  mutable std::vector<HalfSpaceSlabs::Part> asked_;  ///< work space, as slabs_room_
  mutable HalfSpaceSlabs::Room slabs_room_;
  mutable PointStress sum_;
  bool kept_ = false;  ///< what is far is that of keep_far
};

}  // namespace pillardd
