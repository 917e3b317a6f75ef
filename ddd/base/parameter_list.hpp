#pragma once
#include <string>
#include <vector>

#include "ddd/base/schema.hpp"

namespace pillardd {

/// One key of the input as the reference states it.
struct ParameterEntry {
  std::string path;          ///< "loading[].until.strain"
  std::string only_with;     ///< "law: linear", for the rows of a variant
  std::string type;          ///< "length", "one of a or b", "three integers"
  std::string unit;          ///< customary unit, "" for none
  std::string range;         ///< "above 0 nm", "" for any
  std::string default_text;  ///< "required", "optional" or the default as written in YAML
  std::string sentence, source;
  bool is_section = false;
};

/// Every key of a schema, depth first, in the order of its rows.
std::vector<ParameterEntry> list_parameters(const Section& root);

}  // namespace pillardd
