#pragma once
#include <memory>

#include "ddd/models/mobility_law.hpp"

/// The laws of this room: the parameters of each and its factory. mobility/list.cpp names them.
namespace pillardd {

Section linear_parameters();
/// Parameters come from `mobility`, else from the material; one that neither states is an InputError.
std::unique_ptr<MobilityLaw> make_linear(const Settings& mobility, const Material& material);

Section kink_pair_parameters();
std::unique_ptr<MobilityLaw> make_kink_pair(const Settings& mobility, const Material& material);

Section nonlinear_parameters();
std::unique_ptr<MobilityLaw> make_nonlinear(const Settings& mobility, const Material& material);

}  // namespace pillardd
