#include "ddd/dynamics/field.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/dynamics/field_room.hpp"

namespace pillardd {

void continuations(const Model& model, const Network& network, std::vector<Continuation>& out) {
  out.clear();
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Node& n = network.nodes()[i];
    if (!n.alive || n.kind != NodeKind::surface) continue;
    const Integer3 leaving = negated(network.burgers_sum(static_cast<Slot>(i)));
    if (is_zero(leaving)) continue;
    Continuation c;
    c.node = static_cast<Slot>(i);
    c.origin = n.x;
    c.direction = model.boundary->nearest_surface(n.x).normal;
    c.burgers = network.lattice().burgers(leaving);
    out.push_back(c);
  }
}

std::vector<Continuation> continuations(const Model& model, const Network& network) {
  std::vector<Continuation> out;
  continuations(model, network, out);
  return out;
}

double ray_length(const Model& model) {
  return 200.0 * model.boundary->bounding_radius();
}

/// On the axis of the copies the stress of a half line falls as f(1)/|z|.
Matrix3 dropped_stress(const Continuation& c, std::span<const CopyOffset> others, const ElasticConstants& elastic) {
  Matrix3 out = Matrix3::Zero();
  const ElasticConstants sharp{elastic.shear, elastic.poisson, 0.0};
  for (const double way : {1.0, -1.0}) {
    double share = 0.0;
    for (const CopyOffset& copy : others)
      if (copy.z * way > 0.0) share += copy.weight / std::abs(copy.z);
    if (share == 0.0) continue;  // no copies: an end face's continuation lies along z itself
    out += share * half_line_stress(-way * Vector3::UnitZ(), Vector3::Zero(), c.direction, c.burgers, sharp);
  }
  return out;
}

Matrix3 copies_stress(const Vector3& x, const StraightSegment& segment, double period, int images,
                      const ElasticConstants& elastic) {
  const Vector3 middle = 0.5 * (segment.a + segment.b), dl = segment.b - segment.a;
  Matrix3 sum = periodic_tail_stress(x, middle, dl, segment.burgers, period, images, elastic);
  for (int k = 1; k <= images; ++k) {
    const Vector3 shift(0.0, 0.0, k * period);
    sum += element_stress(x, middle + shift, dl, segment.burgers, elastic);
    sum += element_stress(x, middle - shift, dl, segment.burgers, elastic);
  }
  return sum;
}

namespace {

void list_half_lines(const Model& model, const Network& network, LineSet lines, FieldRoom& room) {
  continuations(model, network, room.continuations);
  room.lines.clear();
  for (const Continuation& c : room.continuations)
    if (lines == LineSet::all || (lines == LineSet::sessile) == ends_sessile(network, c.node))
      room.lines.push_back({c.origin, c.direction, c.burgers});
}

}  // namespace

void outside_stress(const Model& model, const Network& network, std::span<const Vector3> points, std::span<Matrix3> out,
                    LineSet lines) {
  FieldRoom room;
  room.sum.start(points, network.period(), model.elastic);
  list_half_lines(model, network, lines, room);
  room.sum.add_half_lines(room.lines, model.numerics.far_tolerance);
  std::fill(out.begin(), out.end(), Matrix3::Zero());
  room.sum.add_to(out);
}

/// For an error of 0.1 mu b/(2 pi R), what is left out errs by 0.002 of that unit in the root mean square and 0.013 at
/// worst at the nodes of a pillar full of lines (docs/theory/image-spectral.md).
double image_tolerance(const Model& model) {
  const double far = model.numerics.far_tolerance;
  return far > 0.0 ? std::max(far, 0.03 * model.image->kept_error()) : 0.0;
}

namespace {

void add_network(const Model& model, const Network& network, LineSet lines, double tolerance, FieldRoom& room,
                 std::span<Matrix3> out) {
  room.segments.clear();
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive &&
        (lines == LineSet::all || (lines == LineSet::sessile) == network.segments()[s].sessile))
      room.segments.push_back(
          {network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s)), network.segments()[s].burgers_nm});
  room.sum.add_segments(room.segments, tolerance);
  list_half_lines(model, network, lines, room);
  room.sum.add_half_lines(room.lines, tolerance);
  std::fill(out.begin(), out.end(), Matrix3::Zero());
  room.sum.add_to(out);
}

}  // namespace

void network_stress(const Model& model, const Network& network, std::span<const Vector3> points, std::span<Matrix3> out,
                    LineSet lines) {
  FieldRoom room;
  room.sum.start(points, network.period(), model.elastic);
  add_network(model, network, lines, model.numerics.far_tolerance, room, out);
}

void network_stress(const Model& model, const Network& network, std::span<const Vector3> points, std::span<Matrix3> out,
                    FieldRoom& room) {
  room.sum.start(points, network.period(), model.elastic);
  add_network(model, network, LineSet::all, model.numerics.far_tolerance, room, out);
}

void network_stress(const Model& model, const Network& network, const CylinderPatches& points, std::span<Matrix3> out,
                    LineSet lines, double tolerance, FieldRoom& room) {
  room.sum.start(points, network.period(), model.elastic);
  add_network(model, network, lines, tolerance, room, out);
}

void InfiniteBody::stress(const CylinderPatches& points, std::span<Matrix3> out, LineSet lines) const {
  const double tolerance = image_tolerance(model_);
  if (room_ != nullptr) return network_stress(model_, network_, points, out, lines, tolerance, *room_);
  FieldRoom own;
  network_stress(model_, network_, points, out, lines, tolerance, own);
}

}  // namespace pillardd
