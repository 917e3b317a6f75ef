#pragma once
#include <string>
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// An instrument of small-scale testing and what it can do; docs/theory/loading.md has the table.
struct Rig {
  std::string name, description;
  double slowest, fastest;         ///< displacement rate [nm/s]
  std::vector<std::string> modes;  ///< of loading
  double hottest = unset;          ///< unset: no bound stated [K]
};

const std::vector<Rig>& rigs();
std::vector<std::string> rig_names();
/// Requires a name of the list.
const Rig& rig_of(const std::string& name);

/// What is outside of its range: `rate` is the drive's speed [nm/s], unset where there is none.
std::vector<std::string> rig_warnings(const Rig& rig, const std::string& mode, double rate, double temperature);

}  // namespace pillardd
