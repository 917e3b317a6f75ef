#pragma once
#include <span>
#include <vector>

#include "ddd/dynamics/model.hpp"
#include "ddd/elasticity/copy_offsets.hpp"
#include "ddd/elasticity/point_cells.hpp"

namespace pillardd {

/// Continuation of a line outside the pillar: from a surface node outward along the surface normal, to infinity.
struct Continuation {
  Slot node = no_slot;
  Vector3 origin, direction;  ///< [nm], unit
  Vector3 burgers;            ///< FS/RH for the outward sense [nm]
};
std::vector<Continuation> continuations(const Model& model, const Network& network);
void continuations(const Model& model, const Network& network, std::vector<Continuation>& out);

/// Of the segment that stands for a continuation where one in closed form is asked for: 200 radii of the body [nm].
double ray_length(const Model& model);

/// What the periodic copies of a continuation have of the uniform stress that falls as 1/|z|, whose sum has no limit
/// and is left out [GPa] (docs/theory/half-space.md, 13). others: the copies that stand for all but the nearest.
Matrix3 dropped_stress(const Continuation& c, std::span<const CopyOffset> others, const ElasticConstants& elastic);

struct FieldRoom;

/// Stress of the network at points [GPa]: all segments and the continuations with all their periodic copies, in the
/// infinite body, to numerics.far_tolerance (docs/theory/point-stress.md). The same bits for any number of threads.
void network_stress(const Model& model, const Network& network, std::span<const Vector3> points, std::span<Matrix3> out,
                    LineSet lines = LineSet::all);
void network_stress(const Model& model, const Network& network, std::span<const Vector3> points, std::span<Matrix3> out,
                    FieldRoom& room);
/// The same to another tolerance, at points of a cylinder within the network's period.
void network_stress(const Model& model, const Network& network, const CylinderPatches& points, std::span<Matrix3> out,
                    LineSet lines, double tolerance, FieldRoom& room);

/// Stress of the continuations alone, with their copies: the part of network_stress that has its sources outside [GPa].
void outside_stress(const Model& model, const Network& network, std::span<const Vector3> points, std::span<Matrix3> out,
                    LineSet lines = LineSet::all);

/// Tolerance of the sums that the image stress is worked out from: numerics.far_tolerance, or a share of what it may
/// err by.
double image_tolerance(const Model& model);

/// The network's field as the image stress takes it; in room of whoever asks often, or of its own.
class InfiniteBody final : public NetworkField {
 public:
  InfiniteBody(const Model& model, const Network& network) : model_(model), network_(network) {}
  InfiniteBody(const Model& model, const Network& network, FieldRoom& room)
      : model_(model), network_(network), room_(&room) {}
  void stress(const CylinderPatches& points, std::span<Matrix3> out, LineSet lines) const override;

 private:
  const Model& model_;
  const Network& network_;
  FieldRoom* room_ = nullptr;
};

/// The far periodic copies only (|k| = 1..images, and the tail) of a segment seen as an element at its midpoint [GPa].
Matrix3 copies_stress(const Vector3& x, const StraightSegment& segment, double period, int images,
                      const ElasticConstants& elastic);

}  // namespace pillardd
