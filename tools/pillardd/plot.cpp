#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "ddd/figures/run_figures.hpp"
#include "ddd/figures/sweep_figures.hpp"
#include "ddd/study/collect.hpp"
#include "tools/pillardd/command.hpp"

namespace pillardd {

int plot_command(const Arguments& arguments) {
  std::string folder;
  CLI::App app(
      "Draws the curves of a run, or of a sweep its curves, size effect, rate and temperature dependence and bursts "
      "(collected first), PNG and SVG, into its folder figures/; needs no display.",
      "pillardd plot");
  app.add_option("run", folder, "a run's folder, or a sweep's")->required();
  if (const auto over = parse_arguments(app, arguments)) return *over;

  if (!std::filesystem::is_directory(folder)) throw InputError(folder + ": is not a folder of a run or a sweep");
  const bool sweep = std::filesystem::exists(std::filesystem::path(folder) / "sweep.yaml");
  if (sweep)
    write_collection(collect(read_sweep(std::filesystem::path(folder) / "sweep.yaml"), SweepFolder(folder)),
                     SweepFolder(folder));
  const RunFigures figures = sweep ? draw_sweep_figures(folder) : draw_run_figures(folder);
  print_warnings(figures.warnings);
  for (const std::filesystem::path& file : figures.files) std::cout << file.string() << "\n";
  return done;
}

}  // namespace pillardd
