#include "ddd/dynamics/numerics.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

Section numerics_schema() {
  Section s;
  s.name = "numerics";
  s.sentence = "Discretisation and tolerances; lengths in nm.";
  s.rows = {
      row::quantity("core_radius", dimension::length,
                    "Core radius a of the non-singular field; the core energy compensates, so results do not depend on it.")
          .above(0)
          .optional()
          .from("4 b when absent; Cai et al., JMPS 54 (2006) 561"),
      row::quantity("core_cutoff", dimension::length, "Physical core radius r_c of the core energy, r_c <= core_radius.")
          .above(0)
          .optional()
          .from("b when absent"),
      row::quantity("segment_max", dimension::length, "Longest segment; longer ones are divided.")
          .above(0)
          .optional()
          .from("a tenth of the pillar's width, 20 nm at most, when absent"),
      row::quantity("segment_min", dimension::length, "Shortest segment; shorter ones are joined. At most segment_max/2.")
          .above(0)
          .optional()
          .from("segment_max/2.5 when absent"),
      row::choice("integrator", {"explicit", "implicit"},
                  "explicit: the trapezoid, its step bound by the shortest segment's line tension; implicit: an L-stable "
                  "method whose step follows the error alone.")
          .by_default("explicit", "docs/theory/time-implicit.md"),
      row::quantity("tolerance", dimension::length, "Position error allowed in one time step.")
          .above(0)
          .by_default("0.5 nm", "half of the default core radius of 4 b in most metals; halve it to see its effect"),
      row::quantity("time_step_min", dimension::time, "A step that would have to be shorter stops the run.")
          .above(0)
          .by_default("1e-9 ns", "a thousandth of an atomic vibration"),
      row::quantity("time_step_max", dimension::time, "Longest step.").above(0).by_default("1 s", "no limit in practice"),
      row::quantity("collision_distance", dimension::length, "Lines that come nearer than this during a step react.")
          .above(0)
          .optional()
          .from("2 core_radius when absent"),
      row::integer("periodic_images", "Copies of the network summed on either side along z; farther ones as an integral.")
          .at_least(1)
          .at_most(50)
          .by_default("1", "error stated in the theory pages"),
      row::number("far_tolerance",
                  "Largest error of a nodal force that the far field may make, relative to the rms nodal force, where it is "
                  "cheaper than the sum over all pairs; 2e-6 or more. 0: all pairs in closed form at any size.")
          .at_least(0)
          .at_most(0.01)
          .by_default("1e-4", "far below what the position error of a step does to forces; docs/theory/far-field.md"),
      row::integer("max_steps", "Stop, resumable, after this many steps; 0: no limit.").at_least(0).by_default("0"),
  };
  return s;
}

Numerics make_numerics(const Settings& s, double burgers_magnitude, double pillar_width, Faults& faults) {
  const auto number_or = [&](const char* key, double otherwise) { return s.has(key) ? s.number(key) : otherwise; };
  Numerics n;
  n.core_radius = number_or("core_radius", 4.0 * burgers_magnitude);
  n.core_cutoff = number_or("core_cutoff", std::min(burgers_magnitude, n.core_radius));
  n.segment_max = number_or("segment_max", std::min(pillar_width / 10.0, 20.0));
  n.segment_min = number_or("segment_min", n.segment_max / 2.5);
  n.implicit = s.text("integrator") == "implicit";
  n.tolerance = s.number("tolerance");
  n.time_step_min = s.number("time_step_min");
  n.time_step_max = s.number("time_step_max");
  n.collision_distance = number_or("collision_distance", 2.0 * n.core_radius);
  n.far_tolerance = s.number("far_tolerance");
  n.periodic_images = static_cast<int>(s.integer("periodic_images"));
  n.max_steps = static_cast<std::uint64_t>(s.integer("max_steps"));
  if (n.core_cutoff > n.core_radius)
    s.fault(faults, "core_cutoff", "is larger than core_radius (" + quantity_text(n.core_radius, dimension::length) + ")");
  if (n.segment_max > pillar_width)
    s.fault(faults, "segment_max", "is more than the pillar is wide (" + quantity_text(pillar_width, dimension::length) + ")");
  if (n.segment_min > 0.5 * n.segment_max)
    s.fault(faults, "segment_min", "is more than half of segment_max (" + quantity_text(n.segment_max, dimension::length) +
                                       "): a divided segment would be joined again");
  if (n.tolerance > n.segment_min)
    s.fault(faults, "tolerance", "is larger than segment_min (" + quantity_text(n.segment_min, dimension::length) +
                                     "): a step could carry a node past its neighbours");
  if (n.far_tolerance > 0.0 && n.far_tolerance < 2e-6)
    s.fault(faults, "far_tolerance", "is below 2e-6, what single precision reaches; 0 sums all pairs in closed form");
  if (n.time_step_min > n.time_step_max) s.fault(faults, "time_step_min", "is larger than time_step_max");
  if (n.collision_distance > n.segment_min)
    s.fault(faults, "collision_distance",
            "is larger than segment_min (" + quantity_text(n.segment_min, dimension::length) + ")");
  return n;
}

std::vector<std::pair<std::string, std::string>> resolved_numerics(const Numerics& n) {
  const auto nm = [](double x) { return quantity_text(x, dimension::length); };
  return {{"core_radius", nm(n.core_radius)},
          {"core_cutoff", nm(n.core_cutoff)},
          {"segment_max", nm(n.segment_max)},
          {"segment_min", nm(n.segment_min)},
          {"collision_distance", nm(n.collision_distance)}};
}

}  // namespace pillardd
