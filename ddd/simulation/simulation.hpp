#pragma once
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ddd/io/pvd.hpp"
#include "ddd/io/run_record.hpp"
#include "ddd/io/tables.hpp"
#include "ddd/simulation/run_folder.hpp"
#include "ddd/simulation/setup.hpp"
#include "ddd/simulation/step.hpp"

namespace pillardd {

/// How to run; none of it changes results.
struct RunOptions {
  double max_wall_seconds = unset;                  ///< stop, resumable, after this long
  double checkpoint_seconds = 120.0;                ///< a checkpoint after so long without one, between outputs
  const std::atomic<int>* signal = nullptr;         ///< non-zero: stop, resumable
  std::function<void(const LogLine&)> progress;     ///< called about once a second
  std::function<void(const std::string&)> message;  ///< called with what the user should know
  std::vector<std::string> command;                 ///< as typed, for run.json
  int threads = 1;
  std::int64_t seed = 0;
};

enum class Ending { done, stopped };

/// One pillar test: steps until the last stage is done, writes the run's folder.
class Simulation {
 public:
  Simulation(Setup setup, RunFolder folder, RunOptions options);
  /// Throws RunFailure; the last good checkpoint is kept then, and run.json says why.
  Ending run();

 private:
  void start();
  void resume();
  void warn(const std::string& what);
  Ending loop();
  double time_to_event() const;
  bool output_due();
  bool finish_stage();
  void write_output();
  void watch_limits();
  void write_history_row();
  void write_checkpoint_file();
  std::string run_bytes() const;
  void restore_run(const std::string& payload);
  void write_record(const std::string& reason, int code);
  void record_failure(const std::string& message);
  void finish(Ending ending);
  void report(bool always);
  bool must_stop() const;
  bool out_of_time() const;
  double elapsed() const;
  double fraction_done() const;

  Setup setup_;
  Model& model_;
  State& state_;
  RunFolder folder_;
  RunOptions options_;
  Timers timers_;
  std::unique_ptr<Integrator> integrator_;
  HistoryTable history_;
  EventTable events_;
  AppendFile log_;
  PvdSeries network_series_, surface_series_;
  std::uint64_t outputs_ = 0;               ///< multiples of the interval passed
  std::uint64_t last_row_step_ = ~0ull;     ///< step of the last row of history.csv
  std::uint64_t last_output_step_ = ~0ull;  ///< step of the last output
  bool stop_checkpoint_ = false;            ///< the checkpoint on disk was made where a run stopped, at no output
  std::uint64_t first_step_ = 0;
  std::string started_;
  std::chrono::steady_clock::time_point begin_;
  double last_report_ = 0.0, last_checkpoint_ = 0.0;
  double first_fraction_ = 0.0;
};

}  // namespace pillardd
