#include "ddd/simulation/output_schema.hpp"

namespace pillardd {

Section output_schema() {
  Section every;
  every.name = "output.every";
  every.sentence = "When a row of history.csv, a network file and a checkpoint are written: exactly one of the three.";
  every.rows = {
      row::number("strain", "At every multiple of this total strain.").above(0).optional(),
      row::quantity("time", dimension::time, "At every multiple of this time.").above(0).optional(),
      row::integer("steps", "After every so many steps.").at_least(1).optional(),
  };
  every.exactly_one_of = {{"strain", "time", "steps"}};

  Section s;
  s.name = "output";
  s.sentence = "What is written, and when.";
  s.rows = {
      row::section("every", every, "Interval between outputs.").by_default("{strain: 0.02 %}"),
      row::integer("history_steps", "A further row of history.csv after every so many steps; 0: only at outputs.")
          .at_least(0)
          .by_default("10"),
      row::flag("network", "Write the network for ParaView at every output; needs a build with VTK.").by_default("true"),
  };
  return s;
}

OutputPlan make_output_plan(const Settings& output) {
  OutputPlan plan;
  const Settings& every = output.section("every");
  if (every.has("strain")) plan.every_strain = every.number("strain");
  if (every.has("time")) plan.every_time = every.number("time");
  if (every.has("steps")) plan.every_steps = static_cast<std::uint64_t>(every.integer("steps"));
  plan.history_steps = static_cast<std::uint64_t>(output.integer("history_steps"));
  plan.network = output.flag("network");
  return plan;
}

}  // namespace pillardd
