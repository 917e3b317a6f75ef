#include "ddd/dynamics/forces.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "ddd/dynamics/field_room.hpp"
#include "ddd/dynamics/pair_sum.hpp"
#include "ddd/elasticity/line_field.hpp"

namespace pillardd {

namespace {

/// The image stress is asked for at all segments.
constexpr auto everywhere = [] { return true; };

void add(EndForces& to, const Vector3& at_a, const Vector3& at_b) {
  to[0] += at_a;
  to[1] += at_b;
}

/// The share of one Gauss point of (1).
void add_gauss_point(std::size_t g, const Matrix3& stress, const StraightSegment& s, EndForces& to) {
  const Vector3 f = 2.0 * gauss_weight[g] * half_peach_koehler(stress, s);
  add(to, (1.0 - gauss_point[g]) * f, gauss_point[g] * f);
}

Vector3 point_on(const StraightSegment& s, std::size_t g) {
  return s.a + gauss_point[g] * (s.b - s.a);
}

Vector3 middle(const StraightSegment& s) {
  return 0.5 * (s.a + s.b);
}

/// From how many pairs of segments that move with lines that act only LineField takes over (docs/develop/forces.md).
constexpr std::size_t many_lines = 50000;

bool acts_only(const Model& model, const Network& network, Slot s) {
  const Segment& segment = network.segment(s);
  return segment.alive && segment.sessile && network.length(s) > model.numerics.segment_max;
}

}  // namespace

Vector3 nodal_force(const Network& network, const Forces& forces, Slot n) {
  Vector3 sum = Vector3::Zero();
  for (const Slot s : network.node(n).arms) sum += forces.at(s, network.segment(s).b == n);
  return sum;
}

/// What acts from outside the body; rows are those of wanted_.
struct ForceEvaluator::Outside {
  std::vector<Continuation> ends;
  std::vector<HalfLine> lines;
  PeriodicCopies copies, nearest_copies;
  int images = -1;  ///< of the copies
  SegmentBatch on;
  ForceBatch force, others;            ///< of the nearest copies; of the others, where they were worked out last
  std::vector<Vector3> line;           ///< of the segments there
  AlignedVector<double> on_z, line_z;  ///< heights there, that tell which copies are the others
  /// Half lines near segments of one block, and the room to work on them.
  struct Near {
    std::vector<NearHalfLine> pairs;
    SegmentBatch segments;
    ForceBatch force;
  };
  std::vector<Near> near;
  /// In their place, where there are many.
  bool many = false;
  std::vector<ActingLine> acting;
  std::vector<StraightSegment> targets;
  std::vector<EndForces> acted;
  LineField field;

  /// All copies, or the nearest alone.
  PeriodicCopies& copies_to(double period, int images_each_way, bool only_nearest) {
    if (copies.period != period || images != images_each_way) {
      copies = PeriodicCopies(period, images_each_way);
      nearest_copies = copies.only_nearest();
      images = images_each_way;
    }
    return only_nearest ? nearest_copies : copies;
  }

  void note_heights(const std::vector<StraightSegment>& segments, const std::vector<std::uint32_t>& wanted) {
    on_z.assign(wanted.size() + simd_padding, 0.0);
    for (std::size_t r = 0; r < wanted.size(); ++r) on_z[r] = middle(segments[wanted[r]]).z();
    line_z.resize(lines.size());
    for (std::size_t l = 0; l < lines.size(); ++l) line_z[l] = lines[l].origin.z();
  }
};

ForceEvaluator::ForceEvaluator(Timers* timers)
    : field_room_(std::make_unique<FieldRoom>()),
      pairs_(std::make_unique<PairSum>()),
      outside_(std::make_unique<Outside>()),
      timers_(timers) {}
ForceEvaluator::~ForceEvaluator() = default;

void apply_stress(const Model& model, const Network& network, double axial_stress, Forces& forces) {
  forces.applied.assign(network.segments().size(), {Vector3::Zero(), Vector3::Zero()});
  for (std::size_t i = 0; i < forces.applied.size(); ++i) {
    const Segment& segment = network.segments()[i];
    if (!segment.alive || segment.sessile) continue;
    const Slot slot = static_cast<Slot>(i);
    const StraightSegment s{network.start(slot), network.end(slot), segment.burgers_nm};
    for (std::size_t g = 0; g < gauss_point.size(); ++g)
      add_gauss_point(g, model.applied_stress(axial_stress, point_on(s, g)), s, forces.applied[i]);
    if (!forces.stress.empty()) forces.stress[i] += model.applied_stress(axial_stress, middle(s));
  }
}

template <class Plan, class Image>
const Forces& ForceEvaluator::evaluate_all(const Model& model, const Network& network, double axial_stress,
                                           const Plan& plan, const Image& image, bool keep_copies) {
  list_segments(model, network, keep_copies);
  want_all();
  pairs_->add_all(std::span(internal_).first(summed_));
  add_continuations(model, network, keep_copies);
  add_applied_and_core(model, axial_stress);
  add_image(model, network, plan, image);
  add_law_stress(model, network, axial_stress);
  return hand_out(network, 0.0);
}

const Forces& ForceEvaluator::evaluate(const Model& model, const Network& network, double axial_stress) {
  return evaluate_all(model, network, axial_stress, everywhere, [&] { image_at_.evaluate(model, targets_); });
}

const Forces& ForceEvaluator::evaluate_in_step(const Model& model, const Network& network, double axial_stress) {
  return evaluate_all(
      model, network, axial_stress, everywhere, [&] { image_at_.evaluate(model, targets_); }, true);
}

const Forces& ForceEvaluator::follow_in_step(const Model& model, const Network& network, double axial_stress,
                                             KeptImage& kept, bool anew) {
  if (!(model.image->kept_error() > 0.0)) return evaluate_in_step(model, network, axial_stress);
  return evaluate_all(
      model, network, axial_stress, [&] { return image_at_.plan_step(model, network, targets_, kept, anew); },
      [&] { image_at_.begin_step(model, network, targets_, kept); }, true);
}

const Forces& ForceEvaluator::image_in_step(const Model& model, const Network& network, KeptImage* kept, bool anew) {
  list_segments(model, network, true);
  want_all();
  if (kept == nullptr || !(model.image->kept_error() > 0.0))
    add_image(model, network, everywhere, [&] { image_at_.evaluate(model, targets_); });
  else
    add_image(
        model, network, [&] { return image_at_.plan_step(model, network, targets_, *kept, anew); },
        [&] { image_at_.begin_step(model, network, targets_, *kept); });
  return image_part_;
}

const Forces& ForceEvaluator::begin_step(const Model& model, const Network& network, double axial_stress,
                                         KeptImage& kept) {
  if (!(model.image->kept_error() > 0.0)) return evaluate(model, network, axial_stress);
  return evaluate_all(
      model, network, axial_stress, [&] { return image_at_.plan_step(model, network, targets_, kept, false); },
      [&] { image_at_.begin_step(model, network, targets_, kept); });
}

const Forces& ForceEvaluator::follow(const Model& model, const Network& network, double axial_stress,
                                     const KeptImage& kept) {
  if (!(model.image->kept_error() > 0.0)) return evaluate(model, network, axial_stress);
  return evaluate_all(
      model, network, axial_stress, [&] { return image_at_.plan_to_follow(model, network, targets_, kept); },
      [&] { image_at_.follow(model, targets_); });
}

const Forces& ForceEvaluator::evaluate_near(const Model& model, const Network& network, double axial_stress) {
  list_segments(model, network);
  want_all();
  pairs_->add_near(std::span(internal_).first(summed_));
  add_applied_and_core(model, axial_stress);
  return hand_out(network, 0.0);
}

const Forces& ForceEvaluator::evaluate_far(const Model& model, const Network& network) {
  list_segments(model, network);
  want_all();
  pairs_->add_far(std::span(internal_).first(summed_));
  add_continuations(model, network, false);
  add_image(model, network, everywhere, [&] { image_at_.evaluate(model, targets_); });
  return hand_out(network, 0.0);
}

const Forces& ForceEvaluator::forces_on(const Model& model, const Network& network, double axial_stress,
                                        std::span<const Slot> nodes) {
  const HeldImage held(*model.image);
  list_segments(model, network, false, true);
  want_arms(network, nodes);
  pairs_->add_nearest_on(wanted_, internal_);
  add_copies_on(network);
  add_continuations(model, network, false);
  add_applied_and_core(model, axial_stress);
  add_image(model, network, everywhere, [&] { image_at_.evaluate(model, targets_); });
  add_law_stress(model, network, axial_stress);
  return hand_out(network, unset);
}

/// Whether lines that act only are summed by LineField: half lines outside, and sessile segments that remeshing has
/// left longer than lines that move. The nodes of a step do not change it.
bool ForceEvaluator::has_many_lines(const Model& model, const Network& network) const {
  if (!(model.numerics.far_tolerance > 0.0)) return false;
  std::size_t lines = 0, moving = 0;
  for (const Node& n : network.nodes()) lines += n.alive && n.kind == NodeKind::surface;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    moving += network.segments()[s].alive && !network.segments()[s].sessile;
    lines += acts_only(model, network, static_cast<Slot>(s));
  }
  return moving * lines >= many_lines;
}

/// pairs_only: all segments are summed by pairs.
void ForceEvaluator::list_segments(const Model& model, const Network& network, bool keep_copies, bool pairs_only) {
  slot_.clear();
  geometry_.clear();
  outside_->many = !pairs_only && has_many_lines(model, network);
  if (!pairs_only) known_copies_.clear();
  const auto list = [&](const auto& which) {
    for (std::size_t i = 0; i < network.segments().size(); ++i) {
      const Slot slot = static_cast<Slot>(i);
      const Segment& s = network.segments()[i];
      if (!s.alive || !which(s, outside_->many && acts_only(model, network, slot))) continue;
      slot_.push_back(slot);
      geometry_.push_back({network.start(slot), network.end(slot), s.burgers_nm});
    }
    return slot_.size();
  };
  mobile_ = list([](const Segment& s, bool) { return !s.sessile; });
  summed_ = list([](const Segment& s, bool acts) { return s.sessile && !acts; });
  if (outside_->many) list([](const Segment&, bool acts) { return acts; });
  const EndForces none{Vector3::Zero(), Vector3::Zero()};
  applied_.assign(slot_.size(), none);
  internal_.assign(slot_.size(), none);
  forces_.stress.clear();
  pairs_->list(
      std::span(geometry_).first(summed_), mobile_,
      {model.elastic, network.period(), model.numerics.periodic_images, model.numerics.far_tolerance, keep_copies});
}

void ForceEvaluator::want_all() {
  wanted_.resize(mobile_);
  std::iota(wanted_.begin(), wanted_.end(), 0u);
}

void ForceEvaluator::want_arms(const Network& network, std::span<const Slot> nodes) {
  wanted_.clear();
  for (const Slot n : nodes)
    for (const Slot s : network.node(n).arms) {
      const auto end = slot_.begin() + static_cast<std::ptrdiff_t>(mobile_),
                 at = std::lower_bound(slot_.begin(), end, s);
      if (at != end && *at == s) wanted_.push_back(static_cast<std::uint32_t>(at - slot_.begin()));
    }
  std::sort(wanted_.begin(), wanted_.end());
  wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
}

/// From places to slots. `elsewhere`: what mobile segments get that were not asked for.
const Forces& ForceEvaluator::hand_out(const Network& network, double elsewhere) {
  const EndForces none{Vector3::Zero(), Vector3::Zero()};
  const EndForces other{Vector3::Constant(elsewhere), Vector3::Constant(elsewhere)};
  forces_.applied.assign(network.segments().size(), none);
  forces_.internal.assign(network.segments().size(), none);
  for (std::size_t i = 0; i < mobile_; ++i)
    forces_.applied[static_cast<std::size_t>(slot_[i])] = forces_.internal[static_cast<std::size_t>(slot_[i])] = other;
  for (const std::uint32_t i : wanted_) {
    forces_.applied[static_cast<std::size_t>(slot_[i])] = applied_[i];
    forces_.internal[static_cast<std::size_t>(slot_[i])] = internal_[i];
  }
  return forces_;
}

namespace {

/// Segments dealt to a thread at a time, and from how many pairs of them with half lines on threads are worth waking.
constexpr std::size_t segments_at_a_time = 2 * simd_padding, pairs_for_threads = 2000;

/// Half lines that pass a segment nearer than this many of its lengths act on it in closed form: three Gauss points do
/// not see what is nearly singular.
constexpr double near_half_line = 2.0;

/// How far a segment may go, in periods, before what copies do to it is worked out anew.
constexpr double same_copies = 0.01;

}  // namespace

/// Periodic copies of segments, on those wanted: what was found since all forces were taken last is turned with the
/// segment. It comes from half a period away and more.
void ForceEvaluator::add_copies_on(const Network& network) {
  unknown_.clear();
  for (const std::uint32_t i : wanted_) {
    const StraightSegment& now = geometry_[i];
    const Id id = network.segment(slot_[i]).id;
    const auto known = std::find_if(known_copies_.rbegin(), known_copies_.rend(), [&](const CopiesOn& k) {
      return k.segment == id && k.at.burgers == now.burgers &&
             (middle(now) - middle(k.at)).norm() <= same_copies * network.period();
    });
    if (known == known_copies_.rend()) {
      unknown_.push_back(i);
      continue;
    }
    const Vector3 from = known->at.b - known->at.a, to = now.b - now.a;
    add(internal_[i], turned(known->force[0], from, to), turned(known->force[1], from, to));
  }
  copies_on_.assign(geometry_.size(), {Vector3::Zero(), Vector3::Zero()});
  pairs_->add_copies_on(unknown_, copies_on_);
  for (const std::uint32_t i : unknown_) {
    add(internal_[i], copies_on_[i][0], copies_on_[i][1]);
    known_copies_.push_back({network.segment(slot_[i]).id, geometry_[i], copies_on_[i]});
  }
}

/// Continuations and long sessile segments, with all their copies. keep_copies: those two periods away and more act as
/// where evaluate was asked last.
void ForceEvaluator::add_acting_lines(const Model& model, const Network& network, bool keep_copies) {
  Outside& o = *outside_;
  o.acting.clear();
  continuations(model, network, o.ends);
  for (const Continuation& c : o.ends) o.acting.push_back({c.origin, c.direction, c.burgers});
  for (std::size_t i = summed_; i < geometry_.size(); ++i) {
    const Vector3 line = geometry_[i].b - geometry_[i].a;
    o.acting.push_back({geometry_[i].a, line.normalized(), geometry_[i].burgers, line.norm()});
  }
  o.targets.clear();
  for (const std::uint32_t i : wanted_) o.targets.push_back(geometry_[i]);
  o.acted.assign(o.targets.size(), {Vector3::Zero(), Vector3::Zero()});
  o.field.add_forces(o.targets, o.acting,
                     {model.elastic, network.period(), model.numerics.far_tolerance, ray_length(model), keep_copies},
                     o.acted);
  for (std::size_t r = 0; r < wanted_.size(); ++r) add(internal_[wanted_[r]], o.acted[r][0], o.acted[r][1]);
}

void ForceEvaluator::add_continuations(const Model& model, const Network& network, bool keep_copies) {
  if (outside_->many) return add_acting_lines(model, network, keep_copies);
  continuations(model, network, outside_->ends);
  if (outside_->ends.empty()) return;
  PeriodicCopies& copies = outside_->copies_to(network.period(), model.numerics.periodic_images, keep_copies);
  outside_->lines.clear();
  Matrix3 dropped = Matrix3::Zero();
  for (const Continuation& c : outside_->ends) {
    outside_->lines.push_back({c.origin, c.direction, c.burgers});
    dropped += dropped_stress(c, outside_->copies.others(), model.elastic);
  }
  const std::size_t n = wanted_.size(), blocks = (n + segments_at_a_time - 1) / segments_at_a_time;
  if (!keep_copies) outside_->note_heights(geometry_, wanted_);
  copies.on_z = outside_->on_z;
  copies.line_z = outside_->line_z;
  outside_->on.resize(n);
  for (std::size_t r = 0; r < n; ++r) outside_->on.set(r, geometry_[wanted_[r]]);
  outside_->force.assign(n);
  if (!keep_copies) {
    outside_->others.assign(n);
    outside_->line.resize(n);
    for (std::size_t r = 0; r < n; ++r) outside_->line[r] = geometry_[wanted_[r]].b - geometry_[wanted_[r]].a;
  }
  outside_->near.resize(std::max(outside_->near.size(), blocks));
  const double length = ray_length(model);
#pragma omp parallel for schedule(dynamic, 1) if (n * outside_->lines.size() > pairs_for_threads)
  for (std::size_t k = 0; k < blocks; ++k) {
    std::vector<NearHalfLine>& near = outside_->near[k].pairs;
    const SegmentRange range{outside_->on, k * segments_at_a_time, std::min(n, (k + 1) * segments_at_a_time)};
    near.clear();
    batch_half_line_forces(range, outside_->lines, copies, near_half_line, model.elastic, outside_->force,
                           outside_->others, near);
    add_near_rays(model, length, k);
  }
  for (std::size_t r = 0; r < n; ++r) {
    const StraightSegment& s = geometry_[wanted_[r]];
    const Vector3 h = half_peach_koehler(-dropped, s) + turned(outside_->others.on_a(r), outside_->line[r], s.b - s.a);
    add(internal_[wanted_[r]], outside_->force.on_a(r) + h, outside_->force.on_b(r) + h);
  }
}

/// The half lines near a segment in closed form, as segments of the given length.
void ForceEvaluator::add_near_rays(const Model& model, double length, std::size_t block) {
  Outside::Near& rays = outside_->near[block];
  for (std::size_t i = 0, end = 0; i < rays.pairs.size(); i = end) {
    const std::uint32_t row = rays.pairs[i].on;
    while (end < rays.pairs.size() && rays.pairs[end].on == row) ++end;
    rays.segments.resize(end - i);
    rays.force.assign(end - i);
    for (std::size_t k = i; k < end; ++k) {
      const HalfLine& line = outside_->lines[rays.pairs[k].line];
      const double period = outside_->copies.period, dz = outside_->on_z[row] - outside_->line_z[rays.pairs[k].line];
      const Vector3 start =
          line.origin + (period > 0.0 ? period * std::nearbyint(dz / period) : 0.0) * Vector3::UnitZ();
      rays.segments.set(k - i, {start, start + length * line.direction, line.burgers});
    }
    batch_pair_forces(PairBlock{outside_->on, row, rays.segments, 0, end - i}, model.elastic, outside_->force,
                      rays.force);
  }
}

void ForceEvaluator::add_applied_and_core(const Model& model, double axial_stress) {
  for (const std::uint32_t i : wanted_) {
    const StraightSegment& s = geometry_[i];
    for (std::size_t g = 0; g < gauss_point.size(); ++g)
      add_gauss_point(g, model.applied_stress(axial_stress, point_on(s, g)), s, applied_[i]);
    const std::array<Vector3, 2> core = core_forces(s, model.numerics.core_cutoff, model.elastic);
    add(internal_[i], core[0], core[1]);
  }
}

template <class Plan, class Image>
void ForceEvaluator::add_image(const Model& model, const Network& network, const Plan& plan, const Image& image) {
  if (model.image->is_none()) return;
  std::optional<Timers::Scope> scope;
  if (timers_ != nullptr) scope.emplace(*timers_, "image");
  targets_.geometry.clear();
  targets_.slots.clear();
  for (const std::uint32_t i : wanted_) {
    targets_.geometry.push_back(geometry_[i]);
    targets_.slots.push_back(slot_[i]);
  }
  const bool asked = plan() || model.law->uses_stress();
  model.image->update(network, InfiniteBody(model, network, *field_room_), asked);
  image();
  const EndForces none{Vector3::Zero(), Vector3::Zero()};
  image_part_.internal.assign(network.segments().size(), none);
  for (std::size_t r = 0; r < wanted_.size(); ++r) {
    EndForces& here = image_part_.internal[static_cast<std::size_t>(slot_[wanted_[r]])];
    image_at_.add_force(r, targets_.geometry[r], here);
    add(internal_[wanted_[r]], here[0], here[1]);
  }
  image_part_.stress.clear();
  if (!model.law->uses_stress()) return;
  points_.clear();
  for (const std::uint32_t i : wanted_) points_.push_back(middle(geometry_[i]));
  image_.assign(points_.size(), Matrix3::Zero());
  model.image->stress(points_, image_);
  image_part_.stress.assign(network.segments().size(), Matrix3::Zero());
  for (std::size_t r = 0; r < wanted_.size(); ++r)
    image_part_.stress[static_cast<std::size_t>(slot_[wanted_[r]])] = image_[r];
}

void ForceEvaluator::add_law_stress(const Model& model, const Network& network, double axial_stress) {
  if (!model.law->uses_stress()) return;
  points_.clear();
  for (const std::uint32_t i : wanted_) points_.push_back(middle(geometry_[i]));
  stress_.resize(points_.size());
  network_stress(model, network, points_, stress_, *field_room_);
  forces_.stress.assign(network.segments().size(), Matrix3::Constant(unset));
  for (std::size_t r = 0; r < wanted_.size(); ++r) {
    Matrix3& here = forces_.stress[static_cast<std::size_t>(slot_[wanted_[r]])];
    here = stress_[r];
    if (!model.image->is_none()) here += image_part_.stress[static_cast<std::size_t>(slot_[wanted_[r]])];
    here += model.applied_stress(axial_stress, points_[r]);
  }
}

}  // namespace pillardd
