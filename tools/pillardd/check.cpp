#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/pillardd/command.hpp"
#include "tools/pillardd/registries.hpp"

namespace pillardd {

int check_command(const Arguments& arguments) {
  InputSource source;
  CLI::App app("Validates an input and prints it resolved, each value with its unit and origin.", "pillardd check");
  add_input_options(app, source);
  if (const auto over = parse_arguments(app, arguments)) return *over;

  const ResolvedInput input = read_input(source, input_schema(), MaterialLibrary());
  print_warnings(input_warnings(input));
  std::cout << input.annotated_yaml;
  return done;
}

}  // namespace pillardd
