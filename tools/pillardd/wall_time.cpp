#include "tools/pillardd/wall_time.hpp"

#include <stdexcept>

#include "ddd/base/errors.hpp"
#include "ddd/base/units.hpp"

namespace pillardd {

double wall_time_seconds(const std::string& option, const std::string& text) {
  const std::string hint = option + ": '" + text + "' is not a duration, for example 90 s, 30 min or 2h";
  Quantity q;
  try {
    q = parse_quantity(text);
  } catch (const std::invalid_argument&) {
    throw InputError(hint);
  }
  if (q.bare || !(q.dimension == dimension::time) || !(q.value > 0.0)) throw InputError(hint);
  return q.value * 1e-9;
}

}  // namespace pillardd
