#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ddd/study/sweep_folder.hpp"

namespace pillardd {

/// What a job array asks of Slurm; the section `slurm` of the sweep file, with what the command line says on top.
struct SlurmRequest {
  std::string partition, account, time;  ///< "" leaves the cluster's default
  std::optional<std::int64_t> throttle;  ///< tasks at once
  double warning_seconds = 120.0;        ///< between the signal and the time limit
  std::vector<std::string> options;      ///< further ones of sbatch
  int threads = 1;                       ///< of one run
  std::filesystem::path program;         ///< the executable that knows `run`
};

SlurmRequest slurm_request(const Settings& slurm);

/// The script of a job array: task k runs the k-th of `points`, resuming where it stopped. Slurm signals it
/// (--signal=B:USR1) before the time limit; the run writes a checkpoint and ends with 3, and the task is requeued.
std::string slurm_script(const SweepFolder& folder, const std::vector<SweepPoint>& points, const SlurmRequest& request);

/// Writes slurm.sh, submits it, and notes the job's number in slurm.job. Throws InputError while an earlier job of this
/// sweep is in the queue, RunFailure with sbatch's words when it refuses.
std::string submit(const SweepFolder& folder, const std::vector<SweepPoint>& points, const SlurmRequest& request);

}  // namespace pillardd
