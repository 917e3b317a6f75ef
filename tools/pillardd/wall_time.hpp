#pragma once
#include <string>

namespace pillardd {

/// "90 s", "30 min", "2h" in seconds; throws InputError that names the option for anything else.
double wall_time_seconds(const std::string& option, const std::string& text);

}  // namespace pillardd
