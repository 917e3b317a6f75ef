#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "ddd/figures/report.hpp"
#include "ddd/study/collect.hpp"
#include "tools/pillardd/command.hpp"

namespace pillardd {

int report_command(const Arguments& arguments) {
  std::string folder;
  CLI::App app(
      "Writes report.html into the folder of a run, or of a sweep (collected first): one self-contained page of "
      "figures, results and provenance.",
      "pillardd report");
  app.add_option("run", folder, "a run's folder, or a sweep's")->required();
  if (const auto over = parse_arguments(app, arguments)) return *over;

  if (!std::filesystem::is_directory(folder)) throw InputError(folder + ": is not a folder of a run or a sweep");
  const std::filesystem::path sweep = std::filesystem::path(folder) / "sweep.yaml";
  const bool is_sweep = std::filesystem::exists(sweep);
  if (is_sweep) write_collection(collect(read_sweep(sweep), SweepFolder(folder)), SweepFolder(folder));
  std::cout << (is_sweep ? write_sweep_report(folder) : write_run_report(folder)).string() << "\n";
  return done;
}

}  // namespace pillardd
