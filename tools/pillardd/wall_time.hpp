#pragma once
#include <string>

namespace pillardd {

/// "90 s", "30 min", "2h" in seconds; throws InputError for anything else.
double wall_time_seconds(const std::string& text);

}  // namespace pillardd
