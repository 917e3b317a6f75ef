#include "ddd/crystal/material.hpp"

#include <array>
#include <cmath>

#include "ddd/base/text.hpp"

namespace pillardd {

namespace {

constexpr double reference_temperature = 300.0;  // of C11, C12, C44 in every material file [K]
constexpr Dimension pressure_slope{0, 0, 1, -1}, pressure_curvature{0, 0, 1, -2};

/// The keys of one elastic constant:  C(T) = value + slope (T - 300 K) + curvature (T - 300 K)².
struct ElasticKeys {
  const char* value;
  const char* slope;
  const char* curvature;
};
constexpr std::array<ElasticKeys, 3> elastic_keys{
    {{"C11", "C11_T", "C11_T2"}, {"C12", "C12_T", "C12_T2"}, {"C44", "C44_T", "C44_T2"}}};

/// A law's own rows, none of them required here: a material states what is known of it, under the names of its sets
/// where the law has such.
Section law_section(const Section::Variant& law) {
  Section section = law.section;
  std::erase_if(section.rows, [](const Row& r) { return r.key == "set"; });
  for (Row& r : section.rows) {
    r.required = false;
    r.default_text.reset();
  }
  section.exactly_one_of.clear();
  section.at_least_one_of.clear();
  if (law.section.named_sets.empty()) return section;
  Section named(section.name, section.sentence);
  for (const std::string& name : law.section.named_sets)
    named.rows.push_back(row::section(name, section, "The " + name + " set of parameters.").optional());
  return named;
}

std::vector<Row> elastic_rows() {
  std::vector<Row> rows;
  for (const ElasticKeys& k : elastic_keys) {
    const std::string name = k.value;
    rows.push_back(
        row::quantity(k.value, dimension::pressure, "Elastic constant " + name + " at 300 K, for the loading slope.")
            .above(0)
            .optional());
    rows.push_back(
        row::quantity(k.slope, pressure_slope, "Linear coefficient of " + name + " in T - 300 K.").optional());
    rows.push_back(
        row::quantity(k.curvature, pressure_curvature, "Quadratic coefficient of " + name + " in (T - 300 K)^2.")
            .optional());
  }
  rows.push_back(row::quantity_range("slope_range", dimension::temperature,
                                     "Temperatures between which the coefficients in T - 300 K hold.")
                     .above(0)
                     .optional());
  return rows;
}

/// Where the crystal does something that dislocations do not describe.
std::vector<Row> limit_rows() {
  return {row::quantity("twin_shear", dimension::pressure,
                        "Resolved shear on {112} in the twinning sense at which the perfect crystal twins.")
              .above(0)
              .optional(),
          row::quantity("fcc_shear", dimension::pressure,
                        "Largest shear stress at which the perfect crystal turns FCC.")
              .above(0)
              .optional()};
}

bool any_given(const Settings& settings, const std::vector<std::string>& keys) {
  for (const std::string& key : keys)
    if (settings.has(key)) return true;
  return false;
}

/// All of `keys`, or none of them.
void require_together(const Settings& settings, const std::vector<std::string>& keys, Faults& faults) {
  if (!any_given(settings, keys)) return;
  for (const std::string& key : keys)
    if (!settings.has(key)) settings.fault(faults, key, "is missing: " + list_words(keys) + " are given together");
}

void check_completeness(const Settings& settings, Faults& faults) {
  require_together(settings, {"C11", "C12", "C44"}, faults);
  const std::vector<std::string> first = {"C11_T", "C12_T", "C44_T", "slope_range"};
  require_together(settings, first, faults);
  for (const ElasticKeys& k : elastic_keys) {
    if (settings.has(k.curvature) && !settings.has(k.slope))
      settings.fault(faults, k.curvature, std::string("needs ") + k.slope);
    if (settings.has(k.slope) && !settings.has(k.value))
      settings.fault(faults, k.slope, std::string("needs ") + k.value);
  }
}

/// Born's conditions for a cubic crystal: C44 > 0, C11 > |C12|, C11 + 2 C12 > 0.
bool stable(const CubicConstants& c) {
  return c.c44 > 0 && c.c11 > std::abs(c.c12) && c.c11 + 2 * c.c12 > 0;
}

double elastic_constant(const Settings& settings, const ElasticKeys& k, double dT) {
  double c = settings.number(k.value);
  if (dT == 0) return c;
  c += settings.number(k.slope) * dT;
  return settings.has(k.curvature) ? c + settings.number(k.curvature) * dT * dT : c;
}

std::string kelvin(double temperature) {
  return to_text(temperature) + " K";
}

/// T - 300 K where the file's coefficients hold at T; otherwise 0, with a warning.
double usable_temperature_difference(const Settings& settings, double temperature, std::vector<std::string>& warnings) {
  if (temperature == reference_temperature) return 0;
  if (!settings.has("slope_range")) {
    warnings.push_back("no temperature coefficients of C11, C12, C44: the values of 300 K are used at " +
                       kelvin(temperature));
    return 0;
  }
  const Range range = settings.range("slope_range");
  if (temperature >= range.min && temperature <= range.max) return temperature - reference_temperature;
  warnings.push_back("the temperature coefficients of C11, C12, C44 hold from " + kelvin(range.min) + " to " +
                     kelvin(range.max) + ": the values of 300 K are used at " + kelvin(temperature));
  return 0;
}

CubicConstants cubic_constants(const Settings& settings, double dT) {
  return {elastic_constant(settings, elastic_keys[0], dT), elastic_constant(settings, elastic_keys[1], dT),
          elastic_constant(settings, elastic_keys[2], dT)};
}

/// The isotropic moduli are stated at 300 K and follow the Hill average of C(T):  mu *= G(T)/G(300 K),
/// nu += nu_H(T) - nu_H(300 K).
void move_to_temperature(IsotropicModuli& moduli, const CubicConstants& at_reference, const CubicConstants& now) {
  const IsotropicModuli before = hill_average(at_reference), after = hill_average(now);
  moduli.shear *= after.shear / before.shear;
  moduli.poisson += after.poisson - before.poisson;
}

void read_elasticity(const Settings& settings, double temperature, Material& material, Faults& faults) {
  material.moduli = {settings.number("shear_modulus"), settings.number("poisson_ratio")};
  const bool cubic = settings.has("C11");
  std::vector<std::string> of_range;
  const double dT = cubic ? usable_temperature_difference(settings, temperature, of_range) : 0.0;
  if (temperature != reference_temperature && dT == 0)
    material.warnings.push_back("shear_modulus and poisson_ratio are used as stated, without a correction to " +
                                kelvin(temperature));
  material.warnings.insert(material.warnings.end(), of_range.begin(), of_range.end());
  if (!cubic) {
    material.warnings.push_back("no C11, C12, C44: the loading slope is the isotropic 2 mu (1 + nu)");
    return;
  }
  material.cubic = cubic_constants(settings, dT);
  if (stable(material.cubic)) {
    if (dT != 0) move_to_temperature(material.moduli, cubic_constants(settings, 0), material.cubic);
    return;
  }
  settings.fault(faults, "C11",
                 "C11, C12, C44 are not those of a stable crystal (C44 > 0, C11 > |C12|) at " + kelvin(temperature));
}

}  // namespace

double Material::axial_modulus(const Integer3& axis) const {
  if (std::isnan(cubic.c11)) return 2 * moduli.shear * (1 + moduli.poisson);
  return youngs_modulus(cubic, axis);
}

double Material::torsion_modulus(const Integer3& axis) const {
  if (std::isnan(cubic.c11)) return moduli.shear;
  return pillardd::torsion_modulus(cubic, axis);
}

Section material_schema(const std::vector<Section::Variant>& laws, const std::vector<Section::Variant>& nucleation) {
  Section mobility;
  mobility.name = "material.mobility";
  mobility.sentence = "What is known of the mobility laws of this material.";
  for (const Section::Variant& law : laws)
    mobility.rows.push_back(
        row::section(law.name, law_section(law), "Parameters of the law " + law.name + ".").optional());
  Section loops{"material.nucleation", "What is known of the nucleation of loops in this material."};
  for (const Section::Variant& model : nucleation)
    if (!model.section.rows.empty())
      loops.rows.push_back(
          row::section(model.name, law_section(model), "Parameters of the model " + model.name + ".").optional());
  Section s;
  s.name = "material";
  s.sentence = "A metal: lattice, elasticity, mobility, and where each number comes from.";
  s.rows = {
      row::quantity("lattice_parameter", dimension::length, "Edge a of the cubic cell.").above(0),
      row::quantity("shear_modulus", dimension::pressure, "Isotropic shear modulus of the dislocation fields.")
          .above(0),
      row::number("poisson_ratio", "Isotropic Poisson's ratio of the dislocation fields.").above(-1).below(0.5),
  };
  for (Row& r : elastic_rows()) s.rows.push_back(std::move(r));
  s.rows.push_back(row::quantity("melting_temperature", dimension::temperature, "T_m.").above(0).optional());
  s.rows.push_back(row::quantity("density", dimension::mass_density, "Mass density.").above(0).optional());
  s.rows.push_back(row::section("mobility", mobility, mobility.sentence).optional());
  if (!loops.rows.empty()) s.rows.push_back(row::section("nucleation", loops, loops.sentence).optional());
  for (Row& r : limit_rows()) s.rows.push_back(std::move(r));
  s.rows.push_back(row::texts("references", "Where the numbers come from.").optional());
  s.rows.push_back(row::texts("warnings", "What a reader of results made with these numbers must know.").optional());
  return s;
}

Material make_material(const std::string& name, const Settings& settings, double temperature) {
  Faults faults;
  check_completeness(settings, faults);
  faults.throw_if_any();
  Material material;
  material.name = name;
  material.temperature = temperature;
  material.lattice_parameter = settings.number("lattice_parameter");
  if (settings.has("melting_temperature")) material.melting_temperature = settings.number("melting_temperature");
  if (settings.has("density")) material.mass_density = settings.number("density");
  if (settings.has("twin_shear")) material.twin_shear = settings.number("twin_shear");
  if (settings.has("fcc_shear")) material.fcc_shear = settings.number("fcc_shear");
  if (settings.has("references")) material.references = settings.texts("references");
  if (settings.has("warnings")) material.warnings = settings.texts("warnings");
  read_elasticity(settings, temperature, material, faults);
  if (settings.has("mobility")) material.laws = settings.section("mobility");
  faults.throw_if_any();
  return material;
}

}  // namespace pillardd
