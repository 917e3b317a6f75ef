#include "boundaries/lists.hpp"

#include <cstdint>

#include "boundaries/models.hpp"
#include "ddd/crystal/lattice.hpp"

namespace pillardd {

namespace {

Section no_parameters(const char* name) {
  Section s;
  s.name = name;
  s.sentence = "No parameters.";
  return s;
}

bool perpendicular(const Integer3& a, const Integer3& b) {
  std::int64_t s = 0;
  for (std::size_t i = 0; i < 3; ++i) s += static_cast<std::int64_t>(a[i]) * b[i];
  return s == 0;
}

}  // namespace

const Registry<MakeBoundary>& boundaries() {
  static const Registry<MakeBoundary> list({
      {"cylinder", "circular cylinder", cylinder_parameters(), make_cylinder},
      {"prism", "rectangular prism", prism_parameters(), make_prism},
  });
  return list;
}

const Registry<MakeImageStress>& image_stresses() {
  static const Registry<MakeImageStress> list({
      {"none", "the surface cuts lines but keeps its traction: the stress is that of an infinite body",
       no_parameters("surface.image_stress.none"), make_image_none},
      {"half_space", "each segment is imaged in the plane that touches the surface nearest to it: cheap, good near it",
       no_parameters("surface.image_stress.half_space"), make_image_half_space},
      {"spectral", "cylinder, periodic along z, by Fourier modes of its surface", image_spectral_parameters(),
       make_image_spectral},
  });
  return list;
}

const Registry<MakeNucleationModel>& nucleation_models() {
  static const Registry<MakeNucleationModel> list({
      {"none", "no loops nucleate", no_parameters("surface.nucleation.none"), make_nucleation_none},
      {"arrhenius", "an activation energy that falls with stress and temperature, calibrated to a measured strength",
       nucleation_arrhenius_parameters(), make_nucleation_arrhenius},
      {"line_tension", "the energy of a circular loop in the code's own elasticity, its image in the surface included",
       nucleation_line_tension_parameters(), make_nucleation_line_tension},
  });
  return list;
}

Section pillar_schema() {
  Section s;
  s.name = "pillar";
  s.sentence = "The body: shape, size, orientation, and what its ends do. z is the loading axis.";
  s.selector = "shape";
  s.variants = boundaries().variants();
  s.rows = {
      row::choice("shape", boundaries().names(), "Shape of the cross-section."),
      row::quantity("height", dimension::length, "Height, or the period of periodic ends.").above(0),
      row::indices("axis", "Crystal direction along z, the loading axis."),
      row::indices("side", "Crystal direction along x, perpendicular to axis."),
      row::choice("ends", {"periodic", "platens", "free"},
                  "periodic: lines run on through the ends; platens: lines cannot pass; free: lines leave."),
      row::choices("hold", {"twist", "bending"},
                   "What the ends keep from relaxing; by default none for periodic and free ends, both for platens.")
          .optional(),
  };
  return s;
}

Section surface_schema() {
  Section image;
  image.name = "surface.image_stress";
  image.sentence = "The field that frees the surface of traction.";
  image.selector = "method";
  image.variants = image_stresses().variants();
  image.rows = {row::choice("method", image_stresses().names(), "Model of the image stress.")};
  Section nucleation;
  nucleation.name = "surface.nucleation";
  nucleation.sentence = "Dislocation loops that start at the surface or in the bulk.";
  nucleation.selector = "model";
  nucleation.variants = nucleation_models().variants();
  for (Section::Variant& v : nucleation.variants)
    if (v.name != "none")
      for (Row& r : nucleation_site_rows()) v.section.rows.push_back(std::move(r));
  nucleation.rows = {row::choice("model", nucleation_models().names(), "Model of the nucleation rate.")};
  Section s;
  s.name = "surface";
  s.sentence = "What the free surface does.";
  s.rows = {row::section("image_stress", image, image.sentence),
            row::section("nucleation", nucleation, nucleation.sentence)
                .by_default("{model: none}", "nothing nucleates unless a model says so")};
  return s;
}

Ends ends_of(const Settings& pillar) {
  const std::string& ends = pillar.text("ends");
  if (ends == "platens") return Ends::platens;
  return ends == "free" ? Ends::free : Ends::periodic;
}

void check_pillar(const Settings& pillar, Faults& faults) {
  for (const char* key : {"axis", "side"})
    if (pillar.has(key) && is_zero(pillar.indices(key))) pillar.fault(faults, key, "[0, 0, 0] is not a direction");
  if (pillar.has("axis") && pillar.has("side") && !perpendicular(pillar.indices("axis"), pillar.indices("side")))
    pillar.fault(faults, "side", "must be perpendicular to axis");
}

}  // namespace pillardd
