#pragma once
#include <memory>

#include "ddd/models/boundary.hpp"
#include "ddd/models/image_stress.hpp"
#include "ddd/models/nucleation_model.hpp"

/// The models of this room: the parameters of each and its factory. boundaries/lists.cpp names them.
namespace pillardd {

Ends ends_of(const Settings& pillar);  ///< from the row `ends`

Section cylinder_parameters();
std::unique_ptr<Boundary> make_cylinder(const Settings& pillar);

Section prism_parameters();
std::unique_ptr<Boundary> make_prism(const Settings& pillar);

std::unique_ptr<ImageStress> make_image_none(const Settings& image_stress, const ImageContext& context);
std::unique_ptr<ImageStress> make_image_half_space(const Settings& image_stress, const ImageContext& context);

Section image_spectral_parameters();
std::unique_ptr<ImageStress> make_image_spectral(const Settings& image_stress, const ImageContext& context);

std::unique_ptr<NucleationModel> make_nucleation_none(const Settings& nucleation, const NucleationContext& context);

Section nucleation_arrhenius_parameters();
std::unique_ptr<NucleationModel> make_nucleation_arrhenius(const Settings& nucleation,
                                                           const NucleationContext& context);

Section nucleation_line_tension_parameters();
std::unique_ptr<NucleationModel> make_nucleation_line_tension(const Settings& nucleation,
                                                              const NucleationContext& context);

}  // namespace pillardd
