#include "tools/pillardd/command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "ddd/base/text.hpp"

namespace pillardd {
namespace {

constexpr double laboratory_rate = 1e-9;  // 1 /s, above any test in the electron microscope or nanoindenter [1/ns]

void add_rate_note(const Settings& stage, std::vector<std::string>& out) {
  if (!stage.has("strain_rate") || stage.number("strain_rate") <= laboratory_rate) return;
  out.push_back(
      stage.path() + ".strain_rate: " + quantity_text(stage.number("strain_rate"), dimension::rate) +
      " is far above a laboratory test's (1e-4 to 1e-1 /s): the stress includes the drag or activation of that rate");
}

}  // namespace

std::optional<int> parse_arguments(CLI::App& app, const Arguments& arguments) {
  try {
    app.parse(Arguments(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return done;
  } catch (const CLI::ParseError& e) {
    std::cerr << app.get_name() << ": " << e.what() << "\n" << app.get_name() << " --help shows the usage\n";
    return bad_input;
  }
  return std::nullopt;
}

void add_input_options(CLI::App& app, InputSource& source) {
  app.add_option("input", source.file, "the input file, or a run's folder")->required();
  app.add_option("--set", source.sets, "KEY=VALUE, a dotted path with list indices: loading.0.strain_rate=\"1e3 /s\"")
      ->allow_extra_args(false);
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& w : warnings) std::cerr << "warning: " << w << "\n";
}

std::vector<std::string> input_warnings(const ResolvedInput& input) {
  std::vector<std::string> out;
  if (!input.root.has("loading")) return out;
  for (const Settings& stage : input.root.list("loading")) add_rate_note(stage, out);
  return out;
}

}  // namespace pillardd
