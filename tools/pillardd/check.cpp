#include <CLI/CLI.hpp>
#include <iostream>

#include "ddd/simulation/estimate.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/model_lists.hpp"
#include "tools/pillardd/threads.hpp"

namespace pillardd {

int check_command(const Arguments& arguments) {
  InputSource source;
  CLI::App app("Validates an input and prints it resolved, each value with its unit and origin.", "pillardd check");
  add_input_options(app, source);
  if (const auto over = parse_arguments(app, arguments)) return *over;

  Built built = build(source, false);
  use_threads(0);
  print_warnings(input_warnings(built.input));
  print_warnings(built.setup.warnings);
  std::cout << built.input.annotated_yaml;
  for (const std::string& note : built.setup.notes) std::cout << "# " << note << "\n";
  if (built.setup.model.loading)
    for (const std::string& line : estimate_text(estimate_run(built.setup))) std::cout << "# " << line << "\n";
  return done;
}

}  // namespace pillardd
