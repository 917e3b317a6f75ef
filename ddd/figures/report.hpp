#pragma once
#include <filesystem>

namespace pillardd {

/// Writes report.html into a run's folder, one self-contained page: what was run, the figures, the result, the
/// balances, references, warnings, provenance and the resolved input. Draws the figures anew, and the film strip where
/// the run has VTK files. Returns the page. Throws InputError when the folder holds no run.
std::filesystem::path write_run_report(const std::filesystem::path& run_folder);

/// The same for a sweep that has been collected: figures, regimes, groups, power laws, failures, references.
std::filesystem::path write_sweep_report(const std::filesystem::path& sweep_folder);

}  // namespace pillardd
