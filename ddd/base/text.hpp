#pragma once
#include <span>
#include <string>
#include <string_view>

namespace pillardd {

/// Shortest decimal that reads back to the same double ("0.1", "1e+30"; "nan" for NaN). Locale-free.
std::string to_text(double value);

/// The candidate with the smallest edit distance, or "" when none is near.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "a, b or c"
std::string list_words(std::span<const std::string> words);

}  // namespace pillardd
