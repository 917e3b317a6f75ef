#include "boundaries/rigs.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"
#include "ddd/base/text.hpp"
#include "ddd/base/units.hpp"

namespace pillardd {

namespace {

constexpr double celsius = 273.15;

std::string speed(double rate) {
  return to_text(rate) + " nm/s";
}

}  // namespace

const std::vector<Rig>& rigs() {
  static const std::vector<Rig> list = {
      {"classical_tensile", "tensile machine", 10, 1000, {"tension"}},
      {"nanoindenter", "nanoindenter with a flat punch", 1, 10, {"compression"}},
      {"mems", "MEMS stage in the microscope", 1e-4, 1e-2, {"tension"}, 1200 + celsius},
      {"stm_tem", "STM probe in the electron microscope", 1e-4, 1e-2, {"tension", "compression", "bending"}},
      {"thermal_bimetal", "bimetal driven by heat", 1e-4, 1e-3, {"tension"}, 80 + celsius},
  };
  return list;
}

std::vector<std::string> rig_names() {
  std::vector<std::string> names;
  for (const Rig& rig : rigs()) names.push_back(rig.name);
  return names;
}

const Rig& rig_of(const std::string& name) {
  const auto found = std::find_if(rigs().begin(), rigs().end(), [&](const Rig& r) { return r.name == name; });
  require(found != rigs().end(), "rig_of: '" + name + "' is not a rig");
  return *found;
}

std::vector<std::string> rig_warnings(const Rig& rig, const std::string& mode, double rate, double temperature) {
  std::vector<std::string> out;
  const std::string who = "rig " + rig.name + " (" + rig.description + "): ";
  if (std::find(rig.modes.begin(), rig.modes.end(), mode) == rig.modes.end())
    out.push_back(who + "does not load in " + mode + " (" + list_words(rig.modes) + ")");
  const double speed_of = std::abs(rate);
  // A hair of room: a rate computed from a strain rate and the height is rounded.
  if (speed_of > 0 && (speed_of < rig.slowest * (1 - 1e-12) || speed_of > rig.fastest * (1 + 1e-12)))
    out.push_back(who + "works at " + speed(rig.slowest) + " to " + speed(rig.fastest) + ", the stage moves at " +
                  speed(speed_of));
  if (temperature > rig.hottest)
    out.push_back(who + "works up to " + quantity_text(rig.hottest, dimension::temperature) + ", the test is at " +
                  quantity_text(temperature, dimension::temperature));
  return out;
}

}  // namespace pillardd
