#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <map>

#include "ddd/figures/run_frames.hpp"
#include "tools/pillardd/command.hpp"

namespace pillardd {

int render_command(const Arguments& arguments) {
  std::string folder;
  FrameChoice choice;
  std::vector<double> view{choice.view.azimuth, choice.view.elevation};
  const std::map<std::string, ColorBy> by = {{"burgers", ColorBy::burgers},
                                             {"plane", ColorBy::plane},
                                             {"character", ColorBy::character},
                                             {"velocity", ColorBy::velocity}};
  CLI::App app(
      "Draws the pillar and its dislocations: frames/frame-NNNNN.png for each moment of a run, frames/film.png for a "
      "paper, and paraview_view.py for the same view in ParaView; needs no display.",
      "pillardd render");
  app.add_option("run", folder, "a run's folder")->required();
  app.add_option("--color", choice.color, "what colours the lines: burgers, plane, character or velocity")
      ->transform(CLI::CheckedTransformer(by, CLI::ignore_case).description(""))
      ->type_name("QUANTITY");
  app.add_option("--view", view, "direction to the reader: azimuth and elevation in degrees (default 30 15)")
      ->expected(2);
  app.add_option("--width", choice.width, "of one pillar, in pixels")->check(CLI::Range(100, 4000));
  app.add_option("--every", choice.every, "draw each n-th moment")->check(CLI::Range(1, 1000000));
  app.add_option("--film", choice.film, "moments in the film strip; 0 draws none")->check(CLI::Range(0, 24));
  if (const auto over = parse_arguments(app, arguments)) return *over;

  if (!std::filesystem::is_directory(folder)) throw InputError(folder + ": is not a run's folder");
  choice.view = {view[0], view[1]};
  for (const std::filesystem::path& file : draw_run_frames(folder, choice)) std::cout << file.string() << "\n";
  return done;
}

}  // namespace pillardd
