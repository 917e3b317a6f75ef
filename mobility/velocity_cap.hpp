#pragma once
#include <memory>

#include "ddd/models/mobility_law.hpp"

namespace pillardd {

/// The key `velocity_cap` that any law may have.
Row velocity_cap_row();

/// The law itself, or, where `velocity_cap` is given, the law with its speeds bounded by c:
///   v -> v/g,  B -> g B,  g = sqrt(1 + v_p²/c²),  v_p the velocity across the line.
std::unique_ptr<MobilityLaw> with_velocity_cap(std::unique_ptr<MobilityLaw> law, const Settings& mobility);

}  // namespace pillardd
