#include "boundaries/half_space_terms.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

Box around(const Boundary& boundary) {
  const double r = boundary.bounding_radius();
  return {{-r, -r, 0.0}, {r, r, boundary.height()}};
}

/// Of the raise that is exact for a screw along the axis: the least residual traction of loops two spacings of a grid
/// deep.
constexpr double raise_share = 0.75;

/// Over the depth where all of it is taken: how far from there it ends.
constexpr double raise_window = 0.4;

}  // namespace

HalfSpaceTerms::HalfSpaceTerms(const Boundary& boundary, const ElasticConstants& elastic, double sessile, double mobile)
    : boundary_(boundary),
      reach_sessile_(sessile),
      reach_mobile_(mobile),
      sessile_{HalfSpaceField(elastic), {around(boundary), boundary.period()}},
      mobile_{HalfSpaceField(elastic), {around(boundary), boundary.period()}} {}

void HalfSpaceTerms::update(const Network& network, std::span<const Vector3> places,
                            std::span<const Vector3> far_places) {
  bent_.resize(std::max(bent_.size(), 2 * network.segments().size()));
  const auto place = [&](Slot n, std::span<const Vector3> from) {
    return from.empty() ? network.node(n).x : from[static_cast<std::size_t>(n)];
  };
  const auto depth = [&](Slot n) { return -boundary_.signed_distance(place(n, places)); };
  const double period = boundary_.period();
  const auto moved = [&](Slot n) {
    const double dz = network.node(n).x.z() - place(n, far_places).z();
    return period > 0.0 ? dz - period * std::nearbyint(dz / period) : dz;
  };
  ends_.clear();
  found_.clear();
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (!segment.alive) continue;
    const Slot slot = static_cast<Slot>(s);
    found_.push_back({slot, segment.sessile, 0.5 * (depth(segment.a) + depth(segment.b)),
                      0.5 * (moved(segment.a) + moved(segment.b))});
  }
  for (std::size_t n = 0; n < network.nodes().size(); ++n) {
    if (!network.nodes()[n].alive || network.nodes()[n].kind != NodeKind::surface) continue;
    const Slot slot = static_cast<Slot>(n);
    ends_.push_back({slot, ends_sessile(network, slot), 0.0, moved(slot)});
  }
  for (const bool sessile : {true, false}) {
    if (sessile && !sessile_changed(network)) continue;
    Part& to = part(sessile);
    to.field.clear();
    for (const Found& f : found_)
      if (f.sessile == sessile) add_segment(network, f.slot, f.depth, f.moved);
    for (const Found& f : ends_)
      if (f.sessile == sessile) add_exit(network, f.slot, f.moved);
    if (kept_) to.slabs.list(to.field);
  }
}

/// Whether lines that do not move act otherwise than in the last update, which most of them seldom do.
bool HalfSpaceTerms::sessile_changed(const Network& network) {
  now_.clear();
  const auto put = [&](const Vector3& x) {
    for (const double value : x) now_.push_back(value);
  };
  for (const Found& f : found_) {
    if (!f.sessile) continue;
    const Segment& segment = network.segment(f.slot);
    put(network.start(f.slot));
    put(network.end(f.slot));
    put(segment.burgers_nm);
    for (const Slot n : {segment.a, segment.b}) now_.push_back(network.node(n).kind == NodeKind::surface ? 1.0 : 0.0);
    now_.push_back(f.depth);
    now_.push_back(f.moved);
  }
  for (const Found& f : ends_) {
    if (!f.sessile) continue;
    put(network.node(f.slot).x);
    put(network.lattice().burgers(network.burgers_sum(f.slot)));
    now_.push_back(f.moved);
  }
  if (now_ == still_) return false;
  std::swap(now_, still_);
  return true;
}

void HalfSpaceTerms::add_segment(const Network& network, Slot s, double depth, double moved) {
  const Segment& segment = network.segment(s);
  const StraightSegment line{network.start(s), network.end(s), segment.burgers_nm};
  const Vector3 middle = 0.5 * (line.a + line.b);
  const bool a_ends = network.node(segment.a).kind == NodeKind::surface;
  const bool b_ends = network.node(segment.b).kind == NodeKind::surface;
  const auto add = [&](const StraightSegment& piece, const Vector3& nearest_to, bool ends) {
    const SurfacePoint at = boundary_.nearest_surface(nearest_to);
    part(segment.sessile).field.add(piece, {at.x, at.normal}, moved, ends ? 0.0 : raised(piece, at));
  };
  if (a_ends && b_ends) {
    add({line.a, middle, line.burgers}, line.a, true);
    add({middle, line.b, line.burgers}, line.b, true);
  } else if (a_ends || b_ends) {
    add(line, a_ends ? line.a : line.b, true);
  } else if (depth < (segment.sessile ? reach_sessile_ : reach_mobile_)) {
    add(line, middle, false);
  }
}

/// How much higher over the plane than the mirror image that of a segment stands where the surface bends
/// (docs/theory/half-space.md, 21).
double HalfSpaceTerms::raised(const StraightSegment& line, const SurfacePoint& nearest) const {
  if (curvature_ == 0.0 || nearest.normal.z() != 0.0) return 0.0;
  const Vector3 way = line.b - line.a;
  const double depth = nearest.normal.dot(nearest.x - 0.5 * (line.a + line.b));
  return raise_share * bend_share(depth) * curvature_ * depth * depth * way.z() * way.z() / way.squaredNorm();
}

/// All of it where the grid begins to see segments, at two of its spacings: nearer it does not matter, deeper the grid
/// sees what is left.
double HalfSpaceTerms::bend_share(double depth) const {
  const double off = curvature_ > 0.0 ? (depth - smooth_) / (raise_window * smooth_) : 1.0;
  return std::max(0.0, 1.0 - off * off);
}

void HalfSpaceTerms::add_exit(const Network& network, Slot n, double moved) {
  const Integer3 leaving = negated(network.burgers_sum(n));
  if (is_zero(leaving)) return;
  const Vector3& x = network.node(n).x;
  const Vector3 normal = boundary_.nearest_surface(x).normal;
  const bool sessile = ends_sessile(network, n);
  HalfSpaceField& field = part(sessile).field;
  field.add_exit(network.lattice().burgers(leaving), {x, normal}, moved);
  if (bend_ && !sessile && normal.z() == 0.0) field.bend_last_exit(bend_of(network, n), smooth_);
}

void HalfSpaceTerms::bend(double curvature, double smooth) {
  bend_.emplace(mobile_.field.elastic());
  curvature_ = curvature;
  smooth_ = smooth;
}

/// Of the last exit of the lines that move: what its arms leave, each with its share of the continuation.
CurvatureAmplitudes HalfSpaceTerms::bend_of(const Network& network, Slot n) {
  const Matrix3& frame = mobile_.field.exits().back().exact.frame();
  const Vector3 around = frame * Vector3::UnitZ().cross(-frame.row(2).transpose());
  CurvatureAmplitudes sum;
  for (const Slot s : network.node(n).arms) {
    const Segment& segment = network.segment(s);
    const bool starts = segment.a == n;
    const Vector3 way = starts ? network.end(s) - network.start(s) : network.start(s) - network.end(s);
    const Vector3 inward = (frame * way).normalized(), burgers = frame * ((starts ? -1.0 : 1.0) * segment.burgers_nm);
    const double bends = std::atan2(around.y(), around.x());
    const std::array<double, 7> arm{inward.x(), inward.y(), inward.z(), burgers.x(), burgers.y(), burgers.z(), bends};
    Bent& bent = bent_[2 * static_cast<std::size_t>(s) + (starts ? 0 : 1)];
    if (bent.arm != arm) bent = {arm, bend_->amplitudes(inward, burgers, bends, curvature_)};
    sum += bent.amplitudes;
  }
  return sum;
}

void HalfSpaceTerms::keep_far(LineSet lines) {
  kept_ = true;
  const auto keep = [](Part& part) {
    part.slabs.list(part.field);
    part.slabs.build(part.field);
  };
  if (lines != LineSet::sessile) keep(mobile_);
  if (lines != LineSet::mobile) keep(sessile_);
}

const std::vector<HalfSpaceSlabs::Part>& HalfSpaceTerms::slabs(LineSet lines) const {
  asked_.clear();
  if (lines != LineSet::mobile) asked_.push_back({&sessile_.field, &sessile_.slabs});
  if (lines != LineSet::sessile) asked_.push_back({&mobile_.field, &mobile_.slabs});
  return asked_;
}

void HalfSpaceTerms::add_stress(std::span<const Vector3> points, std::span<Matrix3> to, LineSet lines) const {
  require(points.size() == to.size(), "SurfaceTerms::add_stress: sizes differ");
  if (kept_) {
    HalfSpaceSlabs::add_stress(slabs(lines), points, to, slabs_room_);
    return;
  }
  sum_.start(points, boundary_.period(), mobile_.field.elastic());
  for (const HalfSpaceSlabs::Part& part : slabs(lines)) sum_.add_half_spaces(*part.field);
  sum_.add_to(to);
}

void HalfSpaceTerms::add_surface_stress(int around, int along, std::span<Matrix3> to, LineSet lines) const {
  require(kept_, "SurfaceTerms::add_surface_stress: comes after keep_far");
  auto known =
      std::find_if(grids_.begin(), grids_.end(), [&](const Grid& g) { return g.around == around && g.along == along; });
  if (known == grids_.end())
    known = grids_.insert(known, {around, along, mobile_.slabs.patches(boundary_.bounding_radius(), around, along)});
  HalfSpaceSlabs::add_stress(slabs(lines), known->patches, to, slabs_room_);
}

std::vector<double> HalfSpaceTerms::memory() const {
  std::vector<double> out = sessile_.slabs.memory(), mobile = mobile_.slabs.memory();
  out.insert(out.end(), mobile.begin(), mobile.end());
  return out;
}

void HalfSpaceTerms::recall(std::span<const double>& memory) {
  const std::size_t size = sessile_.slabs.memory_size();
  if (memory.size() < 2 * size) throw RunFailure("the checkpoint's image stress is cut short");
  sessile_.slabs.recall(memory.subspan(0, size));
  mobile_.slabs.recall(memory.subspan(size, size));
  kept_ = true;
  memory = memory.subspan(2 * size);
}

}  // namespace pillardd
