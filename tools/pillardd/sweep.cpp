#include "tools/pillardd/sweep.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/io/tables.hpp"
#include "ddd/study/collect.hpp"
#include "ddd/study/runner.hpp"
#include "tools/pillardd/model_lists.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

/// An action without options of its own.
std::optional<int> parse(const Arguments& arguments, const char* sentence, const char* name, SweepArguments& sweep) {
  CLI::App app(sentence, name);
  add_sweep_options(app, sweep);
  return parse_arguments(app, arguments);
}

int expand_action(const Arguments& arguments) {
  SweepArguments sweep;
  if (const auto over = parse(arguments, "Checks every point of a sweep, makes its folders, and prints the points.",
                              "pillardd sweep expand", sweep))
    return *over;
  const ExpandedSweep expanded = expand(sweep);
  std::cout << read_file(expanded.folder.path() / "points.csv");
  std::cerr << expanded.points.size() << " points in " << expanded.folder.path().string() << "\n";
  for (const std::string& name : expanded.folder.strangers(expanded.points))
    std::cerr << "note: points/" << name << " belongs to no point of this sweep any more; it is left alone\n";
  return done;
}

int status_action(const Arguments& arguments) {
  SweepArguments sweep;
  if (const auto over =
          parse(arguments, "Prints the state of each point of a sweep: waiting, running, partial, done or failed.",
                "pillardd sweep status", sweep))
    return *over;
  const SweepFolder folder = sweep_folder(sweep);
  std::vector<PointStatus> states;
  std::cout << "point,state,parameters,message\n";
  for (const SweepPoint& p : folder.points()) {
    states.push_back(point_status(folder.run(p.name)));
    std::cout << p.name << "," << state_name(states.back().state) << "," << csv_field(plan_text(p.plan)) << ","
              << csv_field(states.back().message) << "\n";
  }
  std::cerr << counts_text(states) << "\n";
  return done;
}

int collect_action(const Arguments& arguments) {
  SweepArguments sweep;
  if (const auto over =
          parse(arguments,
                "Gathers what the runs of a sweep gave: runs.csv, bursts.csv, groups.csv and fits.csv in its folder.",
                "pillardd sweep collect", sweep))
    return *over;
  const SweepFolder folder = sweep_folder(sweep);
  const Collection collection = collect(read_sweep(sweep.file), folder);
  for (const fs::path& file : write_collection(collection, folder)) std::cout << file.string() << "\n";
  std::vector<PointStatus> states;
  for (const SweepPoint& p : folder.points()) states.push_back(point_status(folder.run(p.name)));
  std::cerr << counts_text(states) << "; statistics are over those that are done\n";
  return done;
}

struct Action {
  const char* name;
  const char* sentence;
  int (*run)(const Arguments&);
};

const std::vector<Action>& actions() {
  static const std::vector<Action> table = {
      {"expand", "check every point and make its folder", expand_action},
      {"run", "run what is not done, several at a time", sweep_run_command},
      {"collect", "tables and statistics of what is done", collect_action},
      {"status", "the state of each point", status_action},
  };
  return table;
}

std::string usage() {
  std::string out = "usage: pillardd sweep ACTION SWEEP.yaml|SWEEP_DIR [OPTIONS]\n\n";
  for (const Action& a : actions())
    out += "  " + std::string(a.name) + std::string(10 - std::string(a.name).size(), ' ') + a.sentence + "\n";
  return out + "\n  ACTION --help explains its arguments\n";
}

}  // namespace

void add_sweep_options(CLI::App& app, SweepArguments& sweep) {
  app.add_option("sweep", sweep.file, "the sweep file, or the sweep's folder")->required();
  app.add_option("--out", sweep.out, "folder of the sweep; the file's stem when absent");
}

SweepFolder sweep_folder(const SweepArguments& sweep) {
  if (!sweep.out.empty()) return SweepFolder(sweep.out);
  return SweepFolder(fs::is_directory(sweep.file) ? fs::path(sweep.file) : fs::path(sweep.file).stem());
}

ExpandedSweep expand(const SweepArguments& sweep) {
  ExpandedSweep out{read_sweep(sweep.file), sweep_folder(sweep), {}};
  out.points = resolve_points(out.file, [](const InputSource& source) { return build(source, true).input; });
  out.folder.write(out.file, out.points);
  return out;
}

std::string counts_text(const std::vector<PointStatus>& states) {
  SweepCounts n;
  for (const PointStatus& s : states) n.add(s.state);
  std::string out;
  const auto add = [&](std::size_t count, const char* word) {
    if (count > 0) out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + word;
  };
  add(n.done, "done");
  add(n.running, "running");
  add(n.partial, "partial");
  add(n.failed, "failed");
  add(n.waiting, "waiting");
  return out + " of " + std::to_string(states.size());
}

int sweep_command(const Arguments& arguments) {
  const std::string word = arguments.empty() ? "" : arguments.front();
  if (word == "--help" || word == "-h") {
    std::cout << usage();
    return done;
  }
  std::vector<std::string> names;
  for (const Action& a : actions()) {
    if (word == a.name) return a.run(Arguments(arguments.begin() + 1, arguments.end()));
    names.emplace_back(a.name);
  }
  const std::string near = nearest(word, names);
  throw InputError("sweep: " + (word.empty() ? std::string("needs an action") : "unknown action '" + word + "'") +
                   (near.empty() ? "" : " (did you mean '" + near + "'?)") + "; actions: " + list_words(names));
}

}  // namespace pillardd
