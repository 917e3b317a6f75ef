#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ddd/figures/chart.hpp"
#include "ddd/io/run_summary.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// Engineering stress against strain; with the elastic slope E [GPa] also that line, dashed, and the yield point at 0.2
/// % where the curve reaches it. The curve has the colours of the run's regimes where there are any.
Chart stress_strain_chart(std::span<const HistoryRow> rows, std::optional<double> elastic_slope,
                          const std::vector<NamedPhase>& phases = {});

/// Total and mobile dislocation density against strain, in the power of ten that suits them.
Chart density_chart(std::span<const HistoryRow> rows);

struct RunFigures {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> warnings;
};

/// Reads a run's folder and draws figures/stress-strain and figures/density, PNG and SVG, while the run is going on or
/// after it. Throws InputError when the folder holds no usable history.csv and RunFailure when a file cannot be
/// written.
RunFigures draw_run_figures(const std::filesystem::path& run_folder);

}  // namespace pillardd
