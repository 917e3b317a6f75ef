#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ddd/study/sweep_folder.hpp"

namespace pillardd {

/// How the points of a sweep are run on this machine.
struct RunnerOptions {
  std::filesystem::path program;             ///< the executable that knows `run`
  int jobs = 1;                              ///< processes at once
  int threads_per_job = 1;                   ///< OpenMP threads of each
  bool retry = false;                        ///< failed points are tried again
  std::vector<std::string> run_arguments;    ///< further arguments of `run`
  const std::atomic<int>* signal = nullptr;  ///< non-zero: the children are told to stop, then the sweep ends
};

/// One running point as its log states it.
struct RunningPoint {
  std::size_t number = 0;                                ///< position in the sweep, from 0
  double seconds = 0.0;                                  ///< since its process started
  double strain = 0.0, stress = 0.0, eta_seconds = 0.0;  ///< NaN before the first word
};

/// What became of the points.
struct SweepCounts {
  std::size_t waiting = 0, running = 0, partial = 0, done = 0, failed = 0;
  void add(PointState state);
};

/// How a point ended.
struct PointEnd {
  std::size_t number = 0;
  PointStatus status;
  double seconds = 0.0;
};

/// Called by the runner as things happen; each may be empty.
struct RunnerWatch {
  std::function<void(std::size_t number)> started;
  std::function<void(const PointEnd&)> ended;
  std::function<void(const std::vector<RunningPoint>&, const SweepCounts&)> progress;  ///< about once a second
};

/// Runs every point that is not done, `jobs` at a time, each as a process of its own; the message of a failed one does
/// not stop the rest. Returns the state of every point. Should this process be killed, the system tells the children to
/// stop (SIGTERM: they write a checkpoint), and the lock on each run's folder keeps a next sweep from running it twice.
std::vector<PointStatus> run_points(const SweepFolder& folder, const std::vector<SweepPoint>& points,
                                    const RunnerOptions& options, const RunnerWatch& watch);

}  // namespace pillardd
