#pragma once
#include <cstdint>

#include "ddd/base/schema.hpp"

namespace pillardd {

/// Resolved `output`. Exactly one interval is set; the others are NaN or 0.
struct OutputPlan {
  double every_strain = unset;  ///< of total strain
  double every_time = unset;    ///< [ns]
  std::uint64_t every_steps = 0;
  std::uint64_t history_steps = 0;  ///< further rows of history.csv between outputs; 0: none
  bool network = true;              ///< write network/*.vtp
};

Section output_schema();
OutputPlan make_output_plan(const Settings& output);

}  // namespace pillardd
