#include "boundaries/image_spectral.hpp"

#include <algorithm>
#include <cmath>
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

}  // namespace

SpectralImage::SpectralImage(const PeriodicCylinder& body, const ElasticConstants& elastic, const SpectralGrid& grid,
                             Ends ends, std::unique_ptr<SurfaceTerms> terms)
    : body_(body),
      elastic_(elastic),
      grid_(grid),
      ends_(ends),
      terms_(std::move(terms)),
      tables_(body.radius, body.period, elastic.poisson, grid.around, grid.along, grid.layers),
      ring_(ring_points(body)) {
  constexpr int stride = 4;
  for (int j = 0; j < grid.along; ++j)
    for (int i = 0; i < grid.around; ++i) {
      every_.push_back(every_.size());
      if (j % stride == 0 && i % stride == 0) sample_.push_back(every_.back());
    }
}

double SpectralImage::spacing() const {
  return std::max(2 * std::numbers::pi * body_.radius / grid_.around, body_.period / grid_.along);
}

/// What the network and the terms leave at places of the grid, with the sign that takes it away [GPa].
std::vector<Vector3> SpectralImage::tractions_at(std::span<const std::size_t> places, const NetworkField& field) const {
  std::vector<Vector3> points;
  for (const std::size_t p : places) points.push_back(tables_.surface_points()[p]);
  std::vector<Matrix3> stress(points.size());
  field.stress(points, stress);
  if (terms_) terms_->add_stress(points, stress);
  for (std::size_t p = 0; p < points.size(); ++p) {
    const Vector3 normal = Vector3(points[p].x(), points[p].y(), 0.0) / body_.radius;
    points[p] = -(stress[p] * normal).eval();
  }
  return points;
}

bool SpectralImage::outdated(const NetworkField& field) const {
  if (tractions_.empty() || grid_.tolerance <= 0.0) return true;
  if (held_) return false;
  const std::vector<Vector3> now = tractions_at(sample_, field);
  for (std::size_t k = 0; k < now.size(); ++k)
    if (!((now[k] - tractions_[sample_[k]]).norm() <= grid_.tolerance)) return true;
  return false;
}

void SpectralImage::renew(const NetworkField& field) {
  tractions_ = tractions_at(every_, field);
  tables_.set_tractions(tractions_);
  ++renewals_;
}

void SpectralImage::update(const Network& network, const NetworkField& field) {
  if (terms_) terms_->update(network);
  released_ =
      resultants_of_areas(network, body_, elastic_) + resultants_of_continuations(network, field, body_, elastic_);
  if (terms_) {
    std::vector<Matrix3> left(ring_.size(), Matrix3::Zero());
    terms_->add_stress(ring_, left);
    released_ = released_ + resultants_of_regular(ring_, left, body_, elastic_.poisson);
  }
  if (outdated(field)) renew(field);
}

std::vector<double> SpectralImage::memory() const {
  std::vector<double> out;
  for (const Vector3& t : tractions_) out.insert(out.end(), {t.x(), t.y(), t.z()});
  return out;
}

void SpectralImage::recall(std::span<const double> memory) {
  if (memory.empty()) return;
  if (memory.size() != 3 * every_.size()) throw RunFailure("the checkpoint has another grid for the image stress");
  tractions_.clear();
  for (std::size_t p = 0; p < every_.size(); ++p)
    tractions_.push_back({memory[3 * p], memory[3 * p + 1], memory[3 * p + 2]});
  tables_.set_tractions(tractions_);
}

void SpectralImage::stress(std::span<const Vector3> points, std::span<Matrix3> out) const {
  tables_.stress(points, out);
  for (std::size_t i = 0; i < points.size(); ++i) out[i] -= stress_of_resultants(released_, body_, points[i]);
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
          .by_default(
              "grid",
              "the closed forms cost hundreds of times a step without image stress; `check` warns what a grid misses")};
  return s;
}

std::unique_ptr<ImageStress> make_image_spectral(const Settings& image_stress, const ImageContext& context) {
  Faults faults;
  const Boundary& boundary = context.boundary;
  if (boundary.name() != "cylinder")
    image_stress.fault(faults, "method",
                       "spectral is for the cylinder alone; a " + boundary.name() + " can have half_space or none");
  for (const char* key : {"grid_around", "grid_along"})
    if (image_stress.has(key) && image_stress.integer(key) % 2 != 0)
      image_stress.fault(faults, key, "must be even, but is " + std::to_string(image_stress.integer(key)));
  faults.throw_if_any();
  const PeriodicCylinder body{boundary.bounding_radius(), boundary.height()};
  const int around = static_cast<int>(image_stress.integer("grid_around"));
  const int along = image_stress.has("grid_along")
                        ? static_cast<int>(image_stress.integer("grid_along"))
                        : good_count(around * body.period / (2 * std::numbers::pi * body.radius));
  const int layers = std::max(12, around / 4);
  const double spacing = std::max(2 * std::numbers::pi * body.radius / around, body.period / along);
  std::unique_ptr<SurfaceTerms> terms;
  if (image_stress.text("near_surface") == "half_space")
    terms = std::make_unique<HalfSpaceTerms>(boundary, context.elastic, 2 * spacing);
  return std::make_unique<SpectralImage>(body, context.elastic, SpectralGrid{around, along, layers, 0.0},
                                         boundary.ends(), std::move(terms));
}

}  // namespace pillardd
