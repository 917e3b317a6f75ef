#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/base/schema.hpp"
#include "ddd/base/tree.hpp"

namespace pillardd {

/// The sweep file: base input, axes, what to collect, how to submit.
const Section& sweep_schema();

/// A sweep file, checked against its schema.
struct SweepFile {
  std::filesystem::path path;
  Settings settings;
  Tree tree;         ///< as written: places of single values
  std::string yaml;  ///< resolved, `base` absolute; goes to the sweep's folder

  std::filesystem::path base() const;  ///< absolute
};

/// Reads a sweep file, or the sweep.yaml of a sweep's folder. Throws InputError with every fault.
SweepFile read_sweep(const std::filesystem::path& file);

/// One value of one key, as a person would write it, with its place in the sweep file.
struct Assignment {
  std::string key, value;
  Origin origin;
};

/// One point of the sweep: an assignment for each swept key, in the order of the axes.
using PointPlan = std::vector<Assignment>;

/// The points of each entry of `axes` by itself. Adds a fault for what cannot be expanded.
std::vector<std::vector<PointPlan>> axis_points(const SweepFile& sweep, Faults& faults);

/// The product of the axes: the last one varies fastest.
std::vector<PointPlan> all_points(const std::vector<std::vector<PointPlan>>& axes);

/// "pillar.diameter=80 nm, seed=3"
std::string plan_text(const PointPlan& plan);

}  // namespace pillardd
