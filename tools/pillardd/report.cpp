#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "ddd/figures/report.hpp"
#include "tools/pillardd/command.hpp"

namespace pillardd {

int report_command(const Arguments& arguments) {
  std::string folder;
  CLI::App app("Writes report.html into a run's folder: one self-contained page of figures, results and provenance.",
               "pillardd report");
  app.add_option("run", folder, "a run's folder")->required();
  if (const auto over = parse_arguments(app, arguments)) return *over;

  if (!std::filesystem::is_directory(folder)) throw InputError(folder + ": is not a run's folder");
  std::cout << write_run_report(folder).string() << "\n";
  return done;
}

}  // namespace pillardd
