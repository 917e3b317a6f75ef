#include "ddd/study/sweep_file.hpp"

namespace pillardd {
namespace {

const char* const key_sentence = "Dotted path of the key of the input, as --set takes it: pillar.diameter.";

Section list_axis() {
  Section s{"axes.list", "The values of a list."};
  s.rows = {row::text("key", key_sentence),
            row::texts("values", "One point each, as the input would have it; a list as value stands in quotes.")};
  return s;
}

Section range_axis(const std::string& name, const std::string& sentence) {
  Section s{"axes." + name, sentence};
  s.rows = {row::text("key", key_sentence), row::text("from", "First value, with its unit."),
            row::text("to", "Last value, with its unit."),
            row::integer("count", "Number of values, both ends included.").at_least(2).at_most(100000)};
  return s;
}

Section zip_axis() {
  Section column{"axes.zip.columns", "One key and its values."};
  column.rows = list_axis().rows;
  Section s{"axes.zip", "Several keys that change together: the first values make the first point, and so on."};
  s.rows = {row::sections("columns", column, "The keys, each with equally many values.")};
  return s;
}

Section seeds_axis() {
  Section s{"axes.seeds", "Repetitions that differ in `seed` alone; statistics are over them."};
  s.rows = {row::integer("from", "First seed.").at_least(0).by_default("1"),
            row::integer("count", "Number of seeds.").at_least(1).at_most(100000)};
  return s;
}

Section latin_axis() {
  Section range{"axes.latin_hypercube.ranges", "One key and its range."};
  range.rows = {row::text("key", key_sentence), row::text("from", "Lower end, with its unit."),
                row::text("to", "Upper end, with its unit."),
                row::choice("scale", {"linear", "log"}, "In which measure the strata are equal.").by_default("linear")};
  Section s{"axes.latin_hypercube",
            "Points spread over several ranges: each range is cut into `count` strata, each of which holds one point."};
  s.rows = {row::integer("count", "Number of points.").at_least(1).at_most(100000),
            row::integer("seed", "Fixes the points; not the seed of the runs.").at_least(0).by_default("1"),
            row::sections("ranges", range, "The keys that are spread.")};
  return s;
}

Section collect_section() {
  Section s{"collect", "What `pillardd sweep collect` works out."};
  s.rows = {row::texts("stress_at", "Total strains at which the stress is read off each curve: [0.5 %, 1 %].")
                .by_default("[]"),
            row::number("confidence", "Coverage of the intervals.").above(0).below(1).by_default("0.95"),
            row::integer("resamples", "Bootstrap resamples behind each interval.")
                .at_least(100)
                .at_most(1000000)
                .by_default("2000")};
  return s;
}

Section slurm_section() {
  Section s{"slurm", "How `pillardd sweep run --slurm` submits; options of the command come first."};
  s.rows = {row::text("partition", "Partition; the cluster's own default when absent.").optional(),
            row::text("account", "Account to charge.").optional(),
            row::text("time", "Time limit of one task as Slurm writes it: 02:00:00.").optional(),
            row::integer("throttle", "Tasks of the array that run at once at most.").at_least(1).optional(),
            row::quantity("warning", dimension::time,
                          "How long before the time limit a task is told to checkpoint and is put back in the queue.")
                .above(0)
                .by_default("120 s"),
            row::texts("options", "Further options of sbatch, each as one text: \"--mem=2G\".").by_default("[]")};
  return s;
}

Section joined_schema() {
  Section s{"sweep", "Many runs of one input, with some of its keys changed."};
  s.rows = {
      row::text("title", "A line for reports and figures.").optional(),
      row::text("base", "The input that is changed, relative to the sweep file."),
      row::texts("set", "KEY=VALUE for all points, as --set takes them: [\"output.every.strain=0.1 %\"].")
          .by_default("[]"),
      row::tagged("axes",
                  {{"list", list_axis()},
                   {"range", range_axis("range", "Equal steps.")},
                   {"log_range", range_axis("log_range", "Equal ratios.")},
                   {"zip", zip_axis()},
                   {"seeds", seeds_axis()},
                   {"latin_hypercube", latin_axis()}},
                  "The points are the product of the entries; the last one varies fastest."),
      row::section("collect", collect_section(), "Statistics.").by_default("{}"),
      row::section("slurm", slurm_section(), "Submission to a cluster.").by_default("{}"),
  };
  return s;
}

}  // namespace

const Section& sweep_schema() {
  static const Section schema = joined_schema();
  return schema;
}

}  // namespace pillardd
