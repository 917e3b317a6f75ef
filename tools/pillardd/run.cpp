#include <CLI/CLI.hpp>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "ddd/simulation/simulation.hpp"
#include "ddd/simulation/snapshot.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/model_lists.hpp"
#include "tools/pillardd/threads.hpp"
#include "tools/pillardd/traps.hpp"
#include "tools/pillardd/wall_time.hpp"

namespace pillardd {
namespace {

std::atomic<int> caught_signal{0};

void catch_signal(int number) {
  caught_signal.store(number);
}

void catch_stop_signals() {
  for (const int number : {SIGTERM, SIGINT, SIGUSR1}) std::signal(number, catch_signal);
}

std::string duration_text(double seconds) {
  if (!(seconds >= 0.0)) return "-";
  const long s = static_cast<long>(seconds + 0.5);
  char text[32];
  if (s >= 3600)
    std::snprintf(text, sizeof text, "%ldh%02ldm", s / 3600, s / 60 % 60);
  else
    std::snprintf(text, sizeof text, "%ldm%02lds", s / 60, s % 60);
  return text;
}

std::string step_text(double dt) {
  if (std::isnan(dt) || dt == 0.0) return "-";  // before the first step
  char text[32];
  std::snprintf(text, sizeof text, "%.2e ns", dt);
  return text;
}

void print_progress(const LogLine& line) {
  char text[200];
  std::snprintf(text, sizeof text,
                "step %7llu  t %9.4g ns  strain %7.4f %%  stress %7.4f GPa  nodes %5llu  dt %-11s  wall %s  eta %s",
                static_cast<unsigned long long>(line.step), line.time, 100.0 * line.strain, line.stress,
                static_cast<unsigned long long>(line.nodes), step_text(line.dt).c_str(), duration_text(line.wall_seconds).c_str(),
                duration_text(line.eta_seconds).c_str());
  std::cerr << text << "\n";
}

void print_placements(const std::vector<PlacementReport>& reports) {
  for (const PlacementReport& r : reports) {
    std::cerr << r.entry << ": placed " << r.placed << ", rejected " << r.rejected;
    for (const std::string& reason : r.reasons) std::cerr << "; " << reason;
    std::cerr << "\n";
  }
}

/// What was generated: counts, densities, families.
void print_start(const Setup& setup) {
  print_placements(setup.placements);
  const HistoryRow row = history_row(setup.model, setup.state);
  char text[200];
  std::snprintf(text, sizeof text,
                "start: %llu nodes, %llu segments, density %.4g /m^2 (mobile %.4g, 1/2<111> %.4g, <100> %.4g)",
                static_cast<unsigned long long>(row.nodes), static_cast<unsigned long long>(row.segments),
                1e18 * row.density, 1e18 * row.mobile_density, 1e18 * row.density_half_111, 1e18 * row.density_100);
  std::cerr << text << "\n";
}

struct RunArguments {
  InputSource source;
  std::string out, max_walltime, checkpoint_every = "2 min";
  int threads = 0;
  bool resume = false, force = false, quiet = false;
};

std::optional<int> parse(const Arguments& arguments, RunArguments& run) {
  CLI::App app("Runs a pillar test.", "pillardd run");
  add_input_options(app, run.source);
  app.add_option("--out", run.out, "folder of the run; the input's stem when absent");
  app.add_option("--threads", run.threads, "OpenMP threads; the machine's cores when absent")
      ->check(CLI::Range(1, 1024));
  app.add_option("--max-walltime", run.max_walltime, "stop, resumable, after this long: 90 s, 30 min, 2h");
  app.add_option("--checkpoint-every", run.checkpoint_every,
                 "a checkpoint after so long without one, between outputs: a run that is killed loses no more")
      ->capture_default_str();
  app.add_flag("--resume", run.resume, "go on from the folder's checkpoint; start where there is none");
  app.add_flag("--force", run.force, "replace the run in the folder");
  app.add_flag("--quiet", run.quiet, "nothing on stderr but errors; warnings stay in run.json");
  return parse_arguments(app, arguments);
}

RunOptions options_of(const RunArguments& run, const Arguments& arguments, std::int64_t seed) {
  RunOptions options;
  options.command = {"pillardd", "run"};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  options.threads = use_threads(run.threads);
  options.seed = seed;
  options.signal = &caught_signal;
  if (!run.max_walltime.empty()) options.max_wall_seconds = wall_time_seconds("--max-walltime", run.max_walltime);
  options.checkpoint_seconds = wall_time_seconds("--checkpoint-every", run.checkpoint_every);
  if (!run.quiet) options.progress = print_progress;
  if (!run.quiet) options.message = [](const std::string& text) { std::cerr << text << "\n"; };
  return options;
}

}  // namespace

int run_command(const Arguments& arguments) {
  RunArguments run;
  if (const auto over = parse(arguments, run)) return *over;
  Built built = build(run.source, true);
  if (run.resume && run.force) throw InputError("--resume and --force contradict each other");
  RunOptions options = options_of(run, arguments, built.input.root.integer("seed"));
  if (!run.quiet) print_warnings(input_warnings(built.input));
  if (!run.quiet) print_warnings(built.setup.warnings);
  const std::filesystem::path out = run.out.empty() ? built.input.file.stem() : std::filesystem::path(run.out);
  RunFolder folder(out, {run.resume, run.force}, built.input);
  if (folder.finished()) {
    if (!run.quiet) std::cerr << "'" << out.string() << "' is finished already\n";
    return done;
  }
  if (!run.quiet && !folder.resumes()) print_start(built.setup);
  catch_stop_signals();
  arm_floating_point_traps();
  Simulation simulation(std::move(built.setup), std::move(folder), std::move(options));
  if (simulation.run() == Ending::done) {
    if (!run.quiet) std::cerr << "done: " << out.string() << "\n";
    return done;
  }
  if (!run.quiet) std::cerr << "stopped early; go on with --resume --out " << out.string() << "\n";
  return stopped;
}

}  // namespace pillardd
