#pragma once
#include <string>

#include "ddd/study/sweep_folder.hpp"
#include "tools/pillardd/command.hpp"

namespace pillardd {

/// What every action of `pillardd sweep` is told.
struct SweepArguments {
  std::string file, out;
};
void add_sweep_options(CLI::App& app, SweepArguments& sweep);

/// A sweep's folder: --out, or the one that was named in place of a file, or the file's stem.
SweepFolder sweep_folder(const SweepArguments& sweep);

/// Reads the sweep, checks every point as `pillardd check` does, and writes its folder.
struct ExpandedSweep {
  SweepFile file;
  SweepFolder folder;
  std::vector<SweepPoint> points;
};
ExpandedSweep expand(const SweepArguments& sweep);

/// "12 done, 2 failed, 16 waiting"
std::string counts_text(const std::vector<PointStatus>& states);

int sweep_run_command(const Arguments& arguments);

}  // namespace pillardd
