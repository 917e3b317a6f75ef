#pragma once
#include <string>

#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Sets the uniform stress of `--stress "xx yy zz yz xz xy"` (GPa, lab frame) in place of the loading's; "" leaves it.
/// Throws InputError when it is not six finite numbers.
void apply_stress_option(const std::string& text, Model& model);

/// State at the input's start, or at a run's last checkpoint when `source` is a run's folder.
void load_last_state(const std::string& source, State& state);

}  // namespace pillardd
