#include <algorithm>
#include <iostream>

#include "ddd/base/errors.hpp"
#include "ddd/base/provenance.hpp"
#include "ddd/base/text.hpp"
#include "tools/pillardd/command.hpp"

namespace pillardd {
namespace {

struct Command {
  const char* name;
  const char* sentence;
  int (*run)(const Arguments&);
};

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {"init", "a commented input to start from", init_command},
      {"run", "run a pillar test", run_command},
      {"check", "validate an input; print every value with unit and origin", check_command},
      {"nodes", "each node: position, force, velocity", nodes_command},
      {"probe", "stress at points", probe_command},
      {"sweep", "many runs: expand, run, status, collect", sweep_command},
      {"mobility", "a mobility law as a table and a picture", mobility_command},
      {"nucleation", "rates of nucleation as a table and pictures", nucleation_command},
      {"convert", "ParaDiS .data, OVITO .ca, VTK polylines", convert_command},
      {"plot", "stress-strain and density figures of a run", plot_command},
      {"render", "pictures of the pillar and its dislocations, one a moment", render_command},
      {"report", "one self-contained HTML page of a run", report_command},
      {"params", "every key of the input, and what each output column means", params_command},
      {"bench", "time the forces, and verify what is timed", bench_command},
      {"materials", "the material library, with references", materials_command},
  };
  return table;
}

std::string usage() {
  std::string out =
      "pillardd - discrete dislocation dynamics of BCC micropillars\n\nusage: pillardd COMMAND [ARGUMENTS]\n\n";
  for (const Command& c : commands())
    out += "  " + std::string(c.name) + std::string(12 - std::string(c.name).size(), ' ') + c.sentence + "\n";
  return out +
         "\n  --version   version, commit, compiler, options, SIMD target\n  COMMAND --help explains its arguments\n";
}

std::string version_text() {
  const Provenance& p = provenance();
  return "pillardd " + p.version + "\ncommit    " + p.commit + (p.dirty ? " (modified)" : "") + "\ncompiler  " +
         p.compiler + "\nflags     " + p.flags + "\nbuild     " + p.build_type + "\noptions   " + p.options +
         "\ntarget    " + p.target + "\n";
}

int refuse(const std::string& word) {
  std::vector<std::string> names;
  for (const Command& c : commands()) names.emplace_back(c.name);
  const std::string near = nearest(word, names);
  std::cerr << "pillardd: unknown command '" << word << "'" << (near.empty() ? "" : " (did you mean '" + near + "'?)")
            << "\ncommands: " << list_words(names) << "\n";
  return bad_input;
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) {
    std::cerr << usage();
    return bad_input;
  }
  const std::string& word = arguments.front();
  if (word == "--version" || word == "--help" || word == "-h" || word == "help") {
    std::cout << (word == "--version" ? version_text() : usage());
    return done;
  }
  for (const Command& c : commands())
    if (word == c.name) return c.run(Arguments(arguments.begin() + 1, arguments.end()));
  return refuse(word);
}

/// Runs a command and turns what it throws into a message and an exit code.
int guarded(const Arguments& arguments) {
  try {
    const int code = dispatch(arguments);
    std::cout.flush();
    if (std::cout.good() || code != done) return code;
    std::cerr << "pillardd: the output could not be written\n";
  } catch (const InputError& e) {
    std::cerr << e.what() << "\n";
    return bad_input;
  } catch (const InvariantBroken& e) {
    std::cerr << "pillardd: defect of the program: " << e.what() << "\n";
  } catch (const std::exception& e) {
    std::cerr << "pillardd: " << e.what() << "\n";
  }
  return failed;
}

}  // namespace
}  // namespace pillardd

int main(int argc, char** argv) {
  return pillardd::guarded(pillardd::Arguments(argv + 1, argv + argc));
}
