#pragma once
#include <string>
#include <vector>

#include "ddd/base/schema.hpp"
#include "ddd/base/types.hpp"

namespace pillardd {

/// Cubic elastic constants [GPa].
struct CubicConstants {
  double c11 = unset, c12 = unset, c44 = unset;
};

/// Young's modulus along a crystal direction [GPa]:  1/E = S11 - 2 (S11 - S12 - S44/2)(l²m² + m²n² + n²l²).
/// Nye, Physical Properties of Crystals (1957), ch. VIII.
double youngs_modulus(const CubicConstants& c, const Integer3& direction);

/// Modulus of torsion of a circular rod along a crystal direction, its ends free to warp and bend [GPa]:
///   1/G = (S'44 + S'55)/2 = S44 + 4 (S11 - S12 - S44/2)(l²m² + m²n² + n²l²)      docs/theory/loading.md, 13
double torsion_modulus(const CubicConstants& c, const Integer3& direction);

struct IsotropicModuli {
  double shear = unset, poisson = unset;  ///< [GPa], [-]
};
IsotropicModuli hill_average(const CubicConstants& c);  ///< Hill, Proc. Phys. Soc. A 65 (1952) 349

/// A material as its file or map states it. Nothing is filled in silently: what is absent is unset or empty.
struct Material {
  std::string name;
  double lattice_parameter = unset;  ///< [nm]
  IsotropicModuli moduli;            ///< of the dislocation fields
  CubicConstants cubic;              ///< of the loading slope; unset: isotropic E = 2 mu (1 + nu) is used, with a warning
  double melting_temperature = unset, mass_density = unset;
  double temperature = unset;  ///< of the test, at which the constants were taken [K]
  std::vector<std::string> references, warnings;
  double twin_shear = unset;  ///< on {112} in the twinning sense, past which the crystal twins [GPa]
  double fcc_shear = unset;   ///< past which the crystal turns FCC [GPa]
  Settings laws;  ///< the `mobility` section: laws.section(name) holds what is stated of a law, where laws.has(name)
  double axial_modulus(const Integer3& axis) const;    ///< E of the loading slope [GPa]
  double torsion_modulus(const Integer3& axis) const;  ///< G of a circular rod [GPa]
};

/// Declares every key of a material file. `laws` are the parameter sections of the mobility laws, `nucleation` those of the
/// nucleation models (all rows optional here).
/// Elastic constants follow  C(T) = C + C_T (T - 300 K) + C_T2 (T - 300 K)²  within `slope_range`.
Section material_schema(const std::vector<Section::Variant>& laws,
                        const std::vector<Section::Variant>& nucleation = {});

/// From resolved settings of material_schema. Elastic constants are taken at `temperature` [K] where the file has slopes
/// for it; otherwise those at 300 K with a warning. Throws InputError with every fault of the section.
Material make_material(const std::string& name, const Settings& settings, double temperature);

}  // namespace pillardd
