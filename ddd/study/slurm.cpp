#include "ddd/study/slurm.hpp"

#include <cmath>

#include "ddd/base/files.hpp"
#include "ddd/study/process.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

/// A word of the shell, whatever it holds.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string directives(const SweepFolder& folder, std::size_t points, const SlurmRequest& r) {
  std::vector<std::string> lines = {
      "--job-name=" + fs::absolute(folder.path()).lexically_normal().filename().string(),
      "--array=0-" + std::to_string(points - 1) + (r.throttle ? "%" + std::to_string(*r.throttle) : ""),
      "--cpus-per-task=" + std::to_string(r.threads),
      "--signal=B:USR1@" + std::to_string(std::lround(std::ceil(r.warning_seconds))),
      "--requeue",
      "--open-mode=append",
      "--output=" + fs::absolute(folder.path() / "log" / "slurm-%A_%a.txt").string()};
  if (!r.partition.empty()) lines.push_back("--partition=" + r.partition);
  if (!r.account.empty()) lines.push_back("--account=" + r.account);
  if (!r.time.empty()) lines.push_back("--time=" + r.time);
  lines.insert(lines.end(), r.options.begin(), r.options.end());
  std::string out;
  for (const std::string& line : lines) out += "#SBATCH " + line + "\n";
  return out;
}

/// `wait` comes back early when a trap ran, and says 127 once the child is collected.
constexpr const char* task_body = R"(child=$!
asked=no
trap 'asked=yes; kill -USR1 "$child"' USR1 TERM
wait "$child"
code=$?
while [ "$code" -gt 128 ]; do
  wait "$child"
  again=$?
  [ "$again" -ne 127 ] || break
  code=$again
done
if [ "$asked" = yes ] && [ "$code" -eq 3 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
)";

bool in_queue(const std::string& job) {
  int code = 0;
  const std::string listed = output_of({"squeue", "--noheader", "--jobs=" + job, "--format=%i"}, code);
  return code == 0 && !listed.empty();
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

SlurmRequest slurm_request(const Settings& slurm) {
  const auto text = [&](const char* key) { return slurm.has(key) ? slurm.text(key) : std::string(); };
  SlurmRequest out;
  out.partition = text("partition");
  out.account = text("account");
  out.time = text("time");
  if (slurm.has("throttle")) out.throttle = slurm.integer("throttle");
  out.warning_seconds = 1e-9 * slurm.number("warning");
  out.options = slurm.texts("options");
  return out;
}

std::string slurm_script(const SweepFolder& folder, const std::vector<SweepPoint>& points, const SlurmRequest& r) {
  std::string out = "#!/bin/sh\n" + directives(folder, points.size(), r) +
                    "# Written by pillardd sweep run --slurm; task k runs line k + 1 of the list.\n" +
                    "point=$(sed -n \"$((SLURM_ARRAY_TASK_ID + 1))p\" << 'POINTS'\n";
  for (const SweepPoint& p : points) out += p.name + "\n";
  out += "POINTS\n)\ncd " + quoted(fs::absolute(folder.path()).string()) + " || exit 1\n" + quoted(r.program.string()) +
         " run \"points/$point\" --out \"points/$point\" --resume --quiet --threads " + std::to_string(r.threads) +
         " >> \"log/$point.txt\" 2>&1 &\n";
  return out + task_body;
}

std::string submit(const SweepFolder& folder, const std::vector<SweepPoint>& points, const SlurmRequest& request) {
  const fs::path noted = folder.path() / "slurm.job", script = folder.path() / "slurm.sh";
  const std::string earlier = fs::exists(noted) ? trimmed(read_file(noted)) : "";
  if (!earlier.empty() && in_queue(earlier))
    throw InputError("job " + earlier + " of this sweep is in Slurm's queue still");
  write_atomically(script, slurm_script(folder, points, request));
  int code = 0;
  const std::string said = trimmed(output_of({"sbatch", "--parsable", script.string()}, code));
  if (code != 0) throw RunFailure("sbatch: " + said);
  const std::string job = said.substr(0, said.find(';'));  // "17;cluster"
  write_atomically(noted, job + "\n");
  return job;
}

}  // namespace pillardd
