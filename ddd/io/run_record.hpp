#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/base/types.hpp"
#include "ddd/io/regime.hpp"

namespace pillardd {

/// What made a result and how it ended, for run.json: everything that may depend on host, clock and threads.
/// The program's own provenance (version, commit, compiler, flags, target) is added by write_run_record.
struct RunRecord {
  std::string exit_reason;  ///< "done", "walltime", "signal", or the failure's message
  int exit_code = 0;
  std::vector<std::string> command;  ///< as typed
  std::string started, ended;        ///< UTC, ISO 8601
  int threads = 1;
  std::int64_t seed = 0;
  std::uint64_t first_step = 0, last_step = 0;  ///< of this invocation; first_step > 0: resumed
  double wall_seconds = 0.0;                    ///< of this invocation
  struct Part {
    std::string name;
    double seconds = 0.0;
    std::uint64_t calls = 0;
  };
  std::vector<Part> parts;  ///< wall time by part of the work
  double peak_memory_mib = unset;
  std::vector<std::string> references;  ///< of the material and the models used
  std::vector<std::string> warnings;
};

/// run.json; atomically. Throws RunFailure.
void write_run_record(const std::filesystem::path& path, const RunRecord& record);

/// The exit reason in a run.json, "" when there is no such file. Throws InputError when it is damaged.
std::string read_exit_reason(const std::filesystem::path& path);

/// One line of log.jsonl.
struct LogLine {
  std::uint64_t step = 0;
  double time = 0.0, strain = 0.0, stress = 0.0;  ///< [ns], [-], [GPa]; positive in the first stage's sense
  std::uint64_t nodes = 0;
  double dt = 0.0;                                 ///< [ns]
  double wall_seconds = 0.0, eta_seconds = unset;  ///< since the start; to go, NaN when not known
};
std::string log_text(const LogLine& line);  ///< one JSON object and a newline

/// The last line of log.jsonl: the regime of the run and its phases, newline included.
std::string log_text(const RegimeReport& report);

/// The first limit of the model that was passed; once in a log, and in the summary.
struct LimitNote {
  std::string what;  ///< "twinning on {112} at a shear of 9.1 GPa"
  std::uint64_t step = 0;
  double strain = unset, stress = unset, shear = unset;  ///< tension-positive; [GPa]
};
std::string log_text(const LimitNote& note);

/// The present moment as "2026-01-31T12:00:00Z", for run.json only.
std::string utc_now();

}  // namespace pillardd
