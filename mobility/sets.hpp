#pragma once
#include <string>
#include <vector>

#include "ddd/base/schema.hpp"

namespace pillardd {

struct Material;

/// Rows that every fitted set of parameters has: where it comes from and where it holds.
std::vector<Row> set_rows();

/// Adds a fault when the test's temperature is outside the set's range.
void check_temperature(const Settings& mobility, const Material& material, Faults& faults);

/// What the set says of itself.
struct SetNotes {
  std::string set, reference;
  std::vector<std::string> warnings;
  std::string described() const;  ///< ", set NAME; REFERENCE", what there is of it
};
SetNotes set_notes(const Settings& mobility);

}  // namespace pillardd
