#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "ddd/figures/run_figures.hpp"
#include "tools/pillardd/command.hpp"

namespace pillardd {

int plot_command(const Arguments& arguments) {
  std::string folder;
  CLI::App app("Draws stress-strain and density of a run, PNG and SVG, into its folder figures/; needs no display.",
               "pillardd plot");
  app.add_option("run", folder, "a run's folder")->required();
  if (const auto over = parse_arguments(app, arguments)) return *over;

  if (!std::filesystem::is_directory(folder)) throw InputError(folder + ": is not a run's folder");
  const RunFigures figures = draw_run_figures(folder);
  print_warnings(figures.warnings);
  for (const std::filesystem::path& file : figures.files) std::cout << file.string() << "\n";
  return done;
}

}  // namespace pillardd
