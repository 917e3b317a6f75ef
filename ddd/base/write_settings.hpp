#pragma once
#include <functional>
#include <string>

#include "ddd/base/schema.hpp"

namespace pillardd {

/// The comment of one value: "default: ...", "my.yaml:12", "--set 2"; "" for none.
using Annotate = std::function<std::string(const Row& row, const Origin& origin)>;

/// Resolved settings as YAML that reads back to the same values, every default written out, in the order of the schema.
/// With `annotate`, each value's line ends in a comment.
std::string write_settings(const Settings& settings, const Section& section, const Annotate& annotate = {});

}  // namespace pillardd
