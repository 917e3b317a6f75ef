#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/pillardd/command.hpp"
#include "tools/pillardd/model_lists.hpp"

namespace pillardd {

int check_command(const Arguments& arguments) {
  InputSource source;
  CLI::App app("Validates an input and prints it resolved, each value with its unit and origin.", "pillardd check");
  add_input_options(app, source);
  if (const auto over = parse_arguments(app, arguments)) return *over;

  const Built built = build(source, false);
  print_warnings(input_warnings(built.input));
  print_warnings(built.setup.warnings);
  std::cout << built.input.annotated_yaml;
  for (const std::string& note : built.setup.notes) std::cout << "# " << note << "\n";
  return done;
}

}  // namespace pillardd
