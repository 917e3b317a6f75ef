#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <thread>

#include "ddd/base/files.hpp"
#include "ddd/study/runner.hpp"
#include "ddd/study/slurm.hpp"
#include "tools/pillardd/sweep.hpp"
#include "tools/pillardd/wall_time.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

std::atomic<int> caught_signal{0};

void catch_signal(int number) {
  caught_signal.store(number);
}

struct RunArguments {
  SweepArguments sweep;
  int jobs = 0, threads = 0;
  std::string max_walltime;
  bool retry = false, quiet = false, slurm = false;
  std::string partition, account, time;
  std::int64_t throttle = 0;
};

int cores() {
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

std::optional<int> parse(const Arguments& arguments, RunArguments& run) {
  CLI::App app("Runs every point of a sweep that is not done; the same command goes on after a stop.",
               "pillardd sweep run");
  add_sweep_options(app, run.sweep);
  app.add_option("--jobs", run.jobs, "runs at once; the machine's cores when absent")->check(CLI::Range(1, 4096));
  app.add_option("--threads-per-job", run.threads, "OpenMP threads of each run; cores/jobs when absent")
      ->check(CLI::Range(1, 1024));
  app.add_option("--max-walltime", run.max_walltime, "stop each run, resumable, after this long: 90 s, 30 min, 2h");
  app.add_flag("--retry", run.retry, "try failed points again");
  auto* slurm = app.add_flag("--slurm", run.slurm, "submit a job array in place of running here");
  app.add_option("--partition", run.partition, "Slurm's partition")->needs(slurm);
  app.add_option("--account", run.account, "account to charge")->needs(slurm);
  app.add_option("--time", run.time, "time limit of one task, 02:00:00")->needs(slurm);
  app.add_option("--throttle", run.throttle, "tasks at once")->needs(slurm)->check(CLI::Range(1, 1000000));
  app.add_flag("--quiet", run.quiet, "nothing on stderr but errors");
  return parse_arguments(app, arguments);
}

/// Columns of the terminal behind stderr; 80 where it does not say.
std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// One progress table on stderr: redrawn on a terminal, where no row may wrap; a line for each change elsewhere.
class ProgressTable {
 public:
  ProgressTable(const std::vector<SweepPoint>& points, bool quiet)
      : points_(points), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

  void started(std::size_t i) {
    if (!terminal_) line(label(i) + "  started  " + plan_text(points_[i].plan));
  }
  void ended(const PointEnd& e) {
    char time[32];
    std::snprintf(time, sizeof time, "%.1f s", e.seconds);
    const std::string why = e.status.message.empty() ? "" : ": " + e.status.message;
    const std::string what = terminal_ ? "  " + plan_text(points_[e.number].plan) : "";
    line(label(e.number) + "  " + state_name(e.status.state) + " after " + time + what + why);
  }
  void progress(const std::vector<RunningPoint>& running, const SweepCounts& n) {
    if (!terminal_ || quiet_) return;
    clear();
    const std::size_t width = terminal_width();
    char text[200];
    for (const RunningPoint& r : running) {
      std::snprintf(text, sizeof text, "  [%zu/%zu] %6.0f s  strain %7.4f %%  stress %7.4f GPa  to go %6.0f s  ",
                    r.number + 1, points_.size(), r.seconds, 100.0 * r.strain, r.stress, r.eta_seconds);
      std::cerr << (text + plan_text(points_[r.number].plan)).substr(0, width - 1) << "\n";
    }
    std::snprintf(text, sizeof text, "  %zu of %zu done, %zu failed, %zu running, %zu to go", n.done, points_.size(),
                  n.failed, n.running, n.waiting + n.partial);
    std::cerr << text << std::endl;
    drawn_ = running.size() + 1;
  }

 private:
  std::string label(std::size_t i) const {
    return "[" + std::to_string(i + 1) + "/" + std::to_string(points_.size()) + "] " + points_[i].name;
  }
  void line(const std::string& text) {
    if (quiet_) return;
    clear();
    std::cerr << text << std::endl;
  }
  /// Takes the table off the terminal: cursor up, erase to the end.
  void clear() {
    if (drawn_ > 0) std::cerr << "\033[" << drawn_ << "A\033[J";
    drawn_ = 0;
  }

  const std::vector<SweepPoint>& points_;
  bool quiet_, terminal_;
  std::size_t drawn_ = 0;
};

RunnerOptions options_of(const RunArguments& run) {
  RunnerOptions options;
  options.program = fs::read_symlink("/proc/self/exe");
  options.jobs = run.jobs > 0 ? run.jobs : cores();
  options.threads_per_job = run.threads > 0 ? run.threads : std::max(1, cores() / options.jobs);
  options.retry = run.retry;
  options.signal = &caught_signal;
  if (!run.max_walltime.empty()) options.run_arguments = {"--max-walltime", run.max_walltime};
  return options;
}

/// Submits every point that neither is done nor failed, and returns at once.
int submit_points(const RunArguments& run, const ExpandedSweep& sweep) {
  SlurmRequest request = slurm_request(sweep.file.settings.section("slurm"));
  if (!run.partition.empty()) request.partition = run.partition;
  if (!run.account.empty()) request.account = run.account;
  if (!run.time.empty()) request.time = run.time;
  if (run.throttle > 0) request.throttle = run.throttle;
  if (run.threads > 0) request.threads = run.threads;
  request.program = fs::read_symlink("/proc/self/exe");
  std::vector<SweepPoint> points;
  for (const SweepPoint& p : sweep.points) {
    const PointState state = point_status(sweep.folder.run(p.name)).state;
    if (state != PointState::done && (state != PointState::failed || run.retry)) points.push_back(p);
  }
  if (points.empty()) {
    if (!run.quiet) std::cerr << "nothing to submit: no point is left to run\n";
    return done;
  }
  std::cout << submit(sweep.folder, points, request) << "\n";
  if (!run.quiet) std::cerr << points.size() << " points submitted; `pillardd sweep status` says how they are\n";
  return done;
}

int exit_code(const std::vector<PointStatus>& states) {
  SweepCounts n;
  for (const PointStatus& s : states) n.add(s.state);
  if (n.done == states.size()) return done;
  return caught_signal.load() == 0 && n.failed > 0 ? failed : stopped;
}

void print_end(const ExpandedSweep& sweep, const std::vector<PointStatus>& states, bool quiet) {
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i].state == PointState::failed)
      std::cerr << "failed: " << sweep.points[i].name << " (" << plan_text(sweep.points[i].plan)
                << "): " << states[i].message << "\n";
  if (quiet) return;
  std::cerr << counts_text(states) << "\n";
  for (const std::string& name : sweep.folder.strangers(sweep.points))
    std::cerr << "note: points/" << name << " belongs to no point of this sweep any more; it is left alone\n";
}

}  // namespace

int sweep_run_command(const Arguments& arguments) {
  RunArguments run;
  if (const auto over = parse(arguments, run)) return *over;
  if (!run.max_walltime.empty()) wall_time_seconds("--max-walltime", run.max_walltime);  // refused before anything is made
  const ExpandedSweep sweep = expand(run.sweep);
  const FolderLock one_at_a_time(sweep.folder.path());
  if (run.slurm) return submit_points(run, sweep);
  for (const int number : {SIGTERM, SIGINT, SIGUSR1}) std::signal(number, catch_signal);
  ProgressTable table(sweep.points, run.quiet);
  const RunnerWatch watch{[&](std::size_t i) { table.started(i); }, [&](const PointEnd& e) { table.ended(e); },
                          [&](const std::vector<RunningPoint>& r, const SweepCounts& n) { table.progress(r, n); }};
  const std::vector<PointStatus> states = run_points(sweep.folder, sweep.points, options_of(run), watch);
  print_end(sweep, states, run.quiet);
  return exit_code(states);
}

}  // namespace pillardd
