#pragma once
#include <optional>

#include "ddd/base/settings.hpp"
#include "ddd/base/tree.hpp"

namespace pillardd {

/// Reads and checks one value that is not a section; nullopt after a fault. `path` is its dotted path.
std::optional<Settings::Value> read_value(const Tree& tree, const Row& row, const std::string& path, Faults& faults);

/// "a length, for example 200 nm": what a row expects, for messages and the reference.
std::string expectation(const Row& row);

/// "above 0 nm and at most 10 nm"; "" where a row has no range.
std::string range_text(const Row& row);

/// "'x' (did you mean 'y'? allowed: y or z)"
std::string unknown_word(const std::string& word, const std::vector<std::string>& allowed);

}  // namespace pillardd
