#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/figures/chart.hpp"
#include "ddd/figures/run_figures.hpp"
#include "ddd/io/csv.hpp"

namespace pillardd {

class SweepTables;

/// Colours of groups in their order, and the tint of a group's single runs.
inline constexpr std::array<Color, 7> palette{colors::blue,   colors::vermillion, colors::green, colors::orange,
                                              colors::purple, colors::sky,        colors::black};
inline Color pale(const Color& c) {
  return {0.5 + 0.5 * c.red, 0.5 + 0.5 * c.green, 0.5 + 0.5 * c.blue};
}

/// Runs of a sweep that differ in their seed only.
struct SweepGroup {
  std::string label;              ///< "Mo, 120 nm"
  std::vector<std::size_t> rows;  ///< of runs.csv, done ones only
};

/// Groups in the order of their first run, by every swept parameter but the seed.
std::vector<SweepGroup> sweep_groups(const CsvTable& runs, const std::vector<std::string>& parameters);

/// The same, with labels that leave out what follows the size.
std::vector<SweepGroup> labelled_groups(const SweepTables& tables);

/// Mean of curves over their common range of x, on `points` equal steps: the value at each x by linear interpolation.
/// Curves: x growing. Empty when no range is common.
Series mean_curve(const std::vector<Series>& curves, int points);

/// Reads runs.csv, groups.csv, fits.csv and bursts.csv of a sweep (`pillardd sweep collect` writes them) and the runs'
/// history.csv, and draws into figures/: stress-strain and density (seeds thin, their mean bold), size-effect (with the
/// fits and published slopes; once more for each further strain of collect.stress_at), rate, temperature, bursts, as far as the sweep varies what they need. Throws InputError.
RunFigures draw_sweep_figures(const std::filesystem::path& sweep_folder);

}  // namespace pillardd
