#pragma once
#include <string>
#include <string_view>

namespace pillardd {

/// SHA-256 (FIPS 180-4) of `bytes` as 64 hexadecimal digits: names that must not depend on the machine.
std::string sha256(std::string_view bytes);

}  // namespace pillardd
