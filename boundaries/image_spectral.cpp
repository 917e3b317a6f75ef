#include "boundaries/image_spectral.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "boundaries/half_space_terms.hpp"
#include "boundaries/models.hpp"
#include "ddd/base/errors.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {

namespace {

/// The smallest even number of points at or above `wanted` whose only prime factors are 2, 3 and 5.
int good_count(double wanted) {
  for (int n = std::max(16, 2 * static_cast<int>(std::ceil(0.5 * wanted)));; n += 2) {
    int rest = n;
    for (const int p : {2, 3, 5})
      while (rest % p == 0) rest /= p;
    if (rest == 1) return n;
  }
}

/// Other lines are to this many spacings: from there on the grid sees them.
constexpr double still_reach = 2.2;

/// How many times farther than they change the tractions on the coarse grid lines may move before the fine one is due.
constexpr double fine_share = 3.0;

/// How far lines may move, over R, before what closed forms do from afar is worked out anew: the tractions take up what
/// it lacks, which is smooth.
constexpr double far_way = 0.3;

/// Closed forms of lines and ends at the surface leave what is no narrower than this many spacings.
constexpr double closed_width = 2.0;

/// Lines that move are taken in closed form up to this depth over R where anything is kept: what is left changes little
/// with them.
constexpr double mobile_reach = 0.6;

/// How much more the tractions change with lines whose images are raised for the bend of the surface, all raised.
constexpr double raised_more = 0.5;

}  // namespace

SpectralImage::SpectralImage(const PeriodicCylinder& body, const ElasticConstants& elastic, const SpectralGrid& grid,
                             Ends ends, std::unique_ptr<SurfaceTerms> terms, const HeldEnds& held)
    : body_(body),
      elastic_(elastic),
      grid_(grid),
      ends_(ends),
      terms_(std::move(terms)),
      tables_(body.radius, body.period, elastic.poisson, grid.around, grid.along, grid.layers),
      ring_(ring_points(body)),
      ends_held_(held) {
  const auto halves = [](int n) { return n % 4 == 0 && n >= 32; };
  if (terms_ && grid.tolerance > 0.0 && halves(grid.around) && halves(grid.along))
    coarse_ = std::make_unique<CylinderTables>(body.radius, body.period, elastic.poisson, grid.around / 2,
                                               grid.along / 2, std::max(12, grid.around / 8));
}

double SpectralImage::spacing() const {
  return std::max(2 * std::numbers::pi * body_.radius / grid_.around, body_.period / grid_.along);
}

/// What the network and the terms leave on the grid of tables, with the sign that takes it away [GPa].
void SpectralImage::find_tractions(const Network& network, const NetworkField& field, LineSet lines,
                                   const CylinderTables& at, std::vector<Vector3>& out) const {
  out = at.surface_points();
  std::vector<Matrix3>& stress = stress_room_;
  stress.resize(out.size());
  field.stress(at.surface_patches(), stress, lines);
  const std::size_t around = at.points_around(), along = out.size() / around;
  if (terms_) terms_->add_surface_stress(static_cast<int>(around), static_cast<int>(along), stress, lines);
  for (std::size_t p = 0; p < out.size(); ++p) {
    const Vector3 normal = Vector3(out[p].x(), out[p].y(), 0.0) / body_.radius;
    out[p] = -(stress[p] * normal).eval();
  }
  if (terms_) leave_cores(network, lines, at, out);
}

/// Within a few core radii of where a line ends its traction is not released (docs/theory/half-space.md): a point of
/// the grid that falls there would spread what no closed form takes over a whole spacing. It counts w = d^4/(d^4 +
/// (5a)^4), and the mean of its neighbours, each with its own w, the rest.
void SpectralImage::leave_cores(const Network& network, LineSet lines, const CylinderTables& at,
                                std::vector<Vector3>& tractions) const {
  const double core = 5.0 * elastic_.core_radius, reach = 10.0 * core;
  const std::vector<Vector3>& points = at.surface_points();
  std::vector<double>& weight = weight_room_;
  weight.assign(points.size(), 1.0);
  for (std::size_t n = 0; n < network.nodes().size(); ++n) {
    const Node& node = network.nodes()[n];
    const Slot slot = static_cast<Slot>(n);
    if (!node.alive || node.kind != NodeKind::surface || is_zero(network.burgers_sum(slot))) continue;
    if ((lines == LineSet::sessile) != ends_sessile(network, slot)) continue;
    for (std::size_t row = 0; row < points.size(); row += at.points_around()) {  // all at one z
      if (std::abs(network.separation(node.x, points[row]).z()) > reach) continue;
      for (std::size_t p = row; p < row + at.points_around(); ++p) {
        const double d2 = network.separation(node.x, points[p]).squaredNorm(), d4 = d2 * d2;
        if (d2 > reach * reach) continue;
        weight[p] *= d4 > 0.0 ? d4 / (d4 + core * core * core * core) : 0.0;
      }
    }
  }
  std::vector<Vector3>& all = traction_room_;
  all = tractions;
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (weight[p] == 1.0) continue;
    Vector3 mean = Vector3::Zero();
    double sum = 0.0;
    for (const std::size_t n : at.neighbours(p)) {
      mean += weight[n] * all[n];
      sum += weight[n];
    }
    tractions[p] = weight[p] * all[p] + (sum > 0.0 ? (1.0 - weight[p]) / sum : 0.0) * mean;
  }
}

/// What fields leave whose sources are not closed inside: continuations, and the terms.
SectionResultants SpectralImage::regular_part(const Network& network, LineSet lines) {
  SectionResultants out;
  for_each_exit(network, lines, [&](const SurfaceExit& e) {
    if (!continuations_) continuations_.emplace(body_, elastic_);
    out = out + continuations_->of(e.x, e.burgers);
  });
  if (!terms_) return out;
  ring_room_.assign(ring_.size(), Matrix3::Zero());
  terms_->add_stress(ring_, ring_room_, lines);
  return out + resultants_of_regular(ring_, ring_room_, body_, elastic_.poisson);
}

namespace {

/// What the field of the lines that do not move depends on.
void sessile_lines(const Network& network, std::vector<double>& out) {
  out.clear();
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (!segment.alive || !segment.sessile) continue;
    for (const Vector3& v :
         {network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s)), segment.burgers_nm})
      for (const double value : v) out.push_back(value);
    for (const Slot n : {segment.a, segment.b}) out.push_back(network.node(n).kind == NodeKind::surface ? 1.0 : 0.0);
  }
}

}  // namespace

bool SpectralImage::sessile_stay(const Network& network) const {
  sessile_lines(network, sessile_room_);
  return sessile_room_ == sessile_;
}

/// docs/theory/image-spectral.md, 16.
SpectralImage::Due SpectralImage::due(const Network& network) const {
  if (lines_.empty() || grid_.tolerance <= 0.0) return Due::all;
  const auto beyond = [&](double allowed) {
    return [&, allowed](const Vector3& place, double moved) {
      const double depth = body_.radius - std::hypot(place.x(), place.y()), d = std::max(depth, spacing());
      const bool in_closed_form = terms_ && depth < terms_->reach();
      const double change = in_closed_form ? std::max(1.0 / std::max(d, closed_width * spacing()), 4.0 / body_.radius)
                                           : body_.radius / (d * d);
      const double more = in_closed_form ? 1.0 + raised_more * terms_->bend_share(depth) : 1.0;
      return moved * change * more > allowed;
    };
  };
  if (!coarse_) return lines_.outrun(network, beyond(grid_.tolerance)) ? Due::all : Due::nothing;
  if (lines_.outrun(network, beyond(fine_share * grid_.tolerance))) return Due::all;
  if (!recent_.outrun(network, beyond(grid_.tolerance))) return Due::nothing;
  return sessile_stay(network) ? Due::change : Due::all;
}

void SpectralImage::renew(const Network& network, const NetworkField& field) {
  const bool same = sessile_stay(network) && !sessile_tractions_.empty();
  std::swap(sessile_, sessile_room_);
  if (terms_ && far_due_) terms_->keep_far(same ? LineSet::mobile : LineSet::all);
  if (!same) {
    find_tractions(network, field, LineSet::sessile, tables_, sessile_tractions_);
    sessile_part_ = regular_part(network, LineSet::sessile);
  }
  kept_part_ = sessile_part_ + regular_part(network, LineSet::mobile);
  find_tractions(network, field, LineSet::mobile, tables_, tractions_);
  for (std::size_t p = 0; p < tractions_.size(); ++p) tractions_[p] += sessile_tractions_[p];
  tables_.set_tractions(tractions_);
  changes_.clear();
  ++renewals_;
}

/// How the tractions have changed since the last renewal, on the coarse grid.
void SpectralImage::follow(const Network& network, const NetworkField& field) {
  kept_part_ = sessile_part_ + regular_part(network, LineSet::mobile);
  find_tractions(network, field, LineSet::mobile, *coarse_, changes_);
  std::size_t p = 0;
  for (int j = 0; j < grid_.along; j += 2)
    for (int i = 0; i < grid_.around; i += 2) {
      const auto fine =
          static_cast<std::size_t>(j) * static_cast<std::size_t>(grid_.around) + static_cast<std::size_t>(i);
      changes_[p++] += sessile_tractions_[fine] - tractions_[fine];
    }
  coarse_->set_tractions(changes_);
  ++changed_;
}

void SpectralImage::update(const Network& network, const NetworkField& field, bool asked) {
  if (!held_)
    for (KeptLines* kept : {&lines_, &recent_, &far_lines_}) kept->adopt(network);
  // What nobody asks for waits, at most until something does within the same step.
  const bool may_renew = lines_.empty() || (asked && (!held_ || behind_));
  behind_ = !asked && (!held_ || behind_);
  const Due due = may_renew ? this->due(network) : Due::nothing;
  if (due == Due::all) lines_.keep(network);
  if (due != Due::nothing) recent_.keep(network);
  const auto far_from = [&](const Vector3&, double moved) { return moved > far_way * body_.radius; };
  far_due_ = due == Due::all && (grid_.tolerance <= 0.0 || far_lines_.empty() || far_lines_.outrun(network, far_from) ||
                                 !sessile_stay(network));
  if (far_due_) far_lines_ = lines_;
  recent_.places(network, places_);
  if (terms_ && (asked || due != Due::nothing)) {
    far_lines_.places(network, far_places_);
    terms_->update(network, places_, far_places_);
  }
  if (due == Due::all) renew(network, field);
  if (due == Due::change) follow(network, field);
  const SectionResultants areas = resultants_of_areas(network, body_, elastic_, places_);
  if (!started_) at_start_ = areas;
  started_ = true;
  released_ = areas + kept_part_;
  put_back_ = held_back(areas);
}

/// What ends that do not turn or bend answer to the areas swept since they took hold: the isotropic field's resultants
/// in the proportion of the moduli (docs/theory/image-spectral.md, 16).
SectionResultants SpectralImage::held_back(const SectionResultants& areas) const {
  if (!ends_held_.any()) return {};
  const SectionResultants swept = areas - at_start_;
  const double bending = ends_held_.axial_modulus / (2.0 * elastic_.shear * (1.0 + elastic_.poisson));
  const double twist = ends_held_.torsion_modulus / elastic_.shear;
  return {0.0, ends_held_.bending_x ? bending * swept.moment_x : 0.0,
          ends_held_.bending_y ? bending * swept.moment_y : 0.0, ends_held_.twist ? twist * swept.torque : 0.0};
}

namespace {

void put(std::vector<double>& to, const SectionResultants& r) {
  to.insert(to.end(), {r.axial, r.moment_x, r.moment_y, r.torque});
}

SectionResultants take(std::span<const double>& from) {
  if (from.size() < 4) throw RunFailure("the checkpoint's image stress is cut short");
  const SectionResultants out{from[0], from[1], from[2], from[3]};
  from = from.subspan(4);
  return out;
}

}  // namespace

std::vector<double> SpectralImage::memory() const {
  std::vector<double> out;
  if (!started_) return out;
  put(out, at_start_);
  if (lines_.empty() || grid_.tolerance <= 0.0) return out;
  for (const std::size_t size : {changes_.size(), sessile_.size()}) out.push_back(static_cast<double>(size));
  out.insert(out.end(), sessile_.begin(), sessile_.end());
  for (const std::vector<Vector3>* tractions : {&tractions_, &changes_, &sessile_tractions_})
    for (const Vector3& t : *tractions) out.insert(out.end(), {t.x(), t.y(), t.z()});
  put(out, kept_part_);
  put(out, sessile_part_);
  for (const std::vector<double>& part :
       {terms_ ? terms_->memory() : std::vector<double>{}, lines_.memory(), recent_.memory(), far_lines_.memory()})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

void SpectralImage::recall(std::span<const double> memory) {
  if (memory.empty()) return;
  at_start_ = take(memory);
  started_ = true;
  if (memory.empty()) return;
  const auto count = [&](std::size_t k) { return static_cast<std::size_t>(k < memory.size() ? memory[k] : 0.0); };
  const std::size_t points = tables_.surface_points().size(), changes = count(0), sessile = count(1);
  if (memory.size() < 2 + sessile + 6 * points + 3 * changes || (changes > 0 && (!coarse_ || changes * 4 != points)))
    throw RunFailure("the checkpoint has another grid for the image stress");
  sessile_.assign(memory.begin() + 2, memory.begin() + 2 + static_cast<std::ptrdiff_t>(sessile));
  memory = memory.subspan(2 + sessile);
  for (const auto& [tractions, size] :
       {std::pair{&tractions_, points}, {&changes_, changes}, {&sessile_tractions_, points}}) {
    tractions->clear();
    for (std::size_t p = 0; p < size; ++p) tractions->push_back({memory[3 * p], memory[3 * p + 1], memory[3 * p + 2]});
    memory = memory.subspan(3 * size);
  }
  kept_part_ = take(memory);
  sessile_part_ = take(memory);
  if (terms_) terms_->recall(memory);
  lines_.recall(memory);
  recent_.recall(memory);
  far_lines_.recall(memory);
  if (!memory.empty()) throw RunFailure("the checkpoint has another grid for the image stress");
  tables_.set_tractions(tractions_);
  if (!changes_.empty()) coarse_->set_tractions(changes_);
}

void SpectralImage::stress(std::span<const Vector3> points, std::span<Matrix3> out) const {
  tables_.stress(points, out);
  if (!changes_.empty()) {
    stress_room_.resize(points.size());
    coarse_->stress(points, stress_room_);
    for (std::size_t i = 0; i < points.size(); ++i) out[i] += stress_room_[i];
  }
  for (std::size_t i = 0; i < points.size(); ++i) out[i] += released_stress(points[i]);
  if (terms_) terms_->add_stress(points, out);
}

std::vector<std::string> SpectralImage::warnings(const Network& network) const {
  std::vector<std::string> out;
  if (ends_ != Ends::periodic)
    out.push_back(
        "image_stress spectral takes the pillar as periodic along z: within about a diameter of the ends of " +
        std::string(ends_ == Ends::free ? "a free" : "a clamped") + " pillar its field is approximate");
  const double limit = 2 * spacing();
  std::size_t near = 0;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    if (!network.segments()[s].alive) continue;
    const Slot slot = static_cast<Slot>(s);
    const Vector3 middle = 0.5 * (network.start(slot) + network.end(slot));
    if (body_.radius - std::hypot(middle.x(), middle.y()) < limit) ++near;
  }
  if (near > 0 && !terms_)
    out.push_back(std::to_string(near) + " of " + std::to_string(network.alive_segments()) +
                  " segments lie within two grid spacings (" + to_text(limit) +
                  " nm) of the surface, where image_stress spectral is not resolved: a larger grid_around resolves "
                  "more (now " +
                  std::to_string(grid_.around) + " x " + std::to_string(grid_.along) + " points)");
  return out;
}

Section image_spectral_parameters() {
  Section s;
  s.name = "surface.image_stress.spectral";
  s.sentence = "Fourier modes on the surface of a cylinder that is periodic along z.";
  s.rows = {
      row::integer("grid_around", "Points of the surface grid around the pillar, even.")
          .at_least(16)
          .at_most(512)
          .by_default("64", "residual traction below 1 % for lines deeper than two spacings"),
      row::integer("grid_along", "Points of the surface grid along z, even; by default about as dense as around.")
          .at_least(16)
          .at_most(4096)
          .optional(),
      row::choice("near_surface", {"half_space", "grid"},
                  "What the grid is too coarse for, lines that end on the surface and segments within two grid "
                  "spacings of it: closed forms of the half space taken out beforehand, or the grid all the same.")
          .by_default("half_space", "a grid alone leaves most of the traction there, and costs hardly less"),
      row::number("update_tolerance",
                  "Error of the image stress up to which it is kept while lines move, in units of mu b/(2 pi R), the "
                  "traction of a line on the axis; 0: worked out at every evaluation.")
          .at_least(0)
          .at_most(2)
          .by_default("0.1", "a loop that goes near the surface and back loses 2 % of what the image stress does")};
  return s;
}

std::unique_ptr<ImageStress> make_image_spectral(const Settings& image_stress, const ImageContext& context) {
  Faults faults;
  const Boundary& boundary = context.boundary;
  if (boundary.name() != "cylinder")
    image_stress.fault(faults, "method",
                       "spectral is for the cylinder alone; a " + boundary.name() + " can have half_space or none");
  for (const char* key : {"grid_around", "grid_along"}) {
    if (!image_stress.has(key)) continue;
    const std::int64_t n = image_stress.integer(key);
    const int good = good_count(static_cast<double>(n));
    if (n % 2 != 0)
      image_stress.fault(faults, key, "must be even, but is " + std::to_string(n));
    else if (good != n)
      image_stress.fault(faults, key,
                         "is " + std::to_string(n) + ", which has a prime factor past 5; the next that has none is " +
                             std::to_string(good));
  }
  faults.throw_if_any();
  const PeriodicCylinder body{boundary.bounding_radius(), boundary.height()};
  const int around = static_cast<int>(image_stress.integer("grid_around"));
  const int along = image_stress.has("grid_along")
                        ? static_cast<int>(image_stress.integer("grid_along"))
                        : good_count(around * body.period / (2 * std::numbers::pi * body.radius));
  const int layers = std::max(12, around / 4);
  const double spacing = std::max(2 * std::numbers::pi * body.radius / around, body.period / along);
  const double tolerance = image_stress.number("update_tolerance");
  std::unique_ptr<SurfaceTerms> terms;
  if (image_stress.text("near_surface") == "half_space") {
    auto half_spaces = std::make_unique<HalfSpaceTerms>(
        boundary, context.elastic, still_reach * spacing,
        std::max(still_reach * spacing, tolerance > 0.0 ? mobile_reach * body.radius : 0.0));
    half_spaces->bend(1.0 / body.radius, closed_width * spacing);
    terms = std::move(half_spaces);
  }
  return std::make_unique<SpectralImage>(body, context.elastic, SpectralGrid{around, along, layers, tolerance},
                                         boundary.ends(), std::move(terms), context.held);
}

}  // namespace pillardd
