#!/bin/sh
# A sweep through Slurm, one task put back in the queue on the way:  sweep_slurm.sh PILLARDD SOURCE_DIR
# Starts munged, slurmctld and slurmd of its own on this machine; exit code 77 (skipped) where they are not installed or
# cannot start.
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"
# shellcheck source=tests/cli/slurm_here.sh
. "$(dirname "$0")/slurm_here.sh"
clean_up() {
  stop_slurm
  rm -rf "$scratch"
}
trap clean_up EXIT
process_of() {  # process_of FOLDER POINT: the pillardd that works there on this point
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/cwd")" = "$1" ] && tr '\0' ' ' < "$process/cmdline" | grep -q "^[^ ]*pillardd run points/$2 " &&
      echo "${process#/proc/}"
  done 2> /dev/null
}
hold_run() {  # hold_run FOLDER POINT: stops it in mid-run, and sets `held`
  held=
  for _ in $(seq 400); do
    [ -e "$1/points/$2/checkpoint" ] && held=$(process_of "$PWD/$1" "$2")
    [ -n "$held" ] && break
    sleep 0.02
  done
  kill -STOP "$held" || complain "the run was over before it could be held"
  # One that has not come to a stop yet would take a later signal first, and not hold it.
  for _ in $(seq 400); do
    case $(sed -n 's/^State:.\(.\).*/\1/p' "/proc/$held/status" 2> /dev/null) in T) return 0 ;; esac
    sleep 0.02
  done
  complain "the run did not come to a stop"
}
asked_to_stop() {  # its pending signals hold SIGUSR1, number 10, bit 9
  for _ in $(seq 300); do
    case $(sed -n 's/^ShdPnd:.*\(....\)$/\1/p' "/proc/$held/status" 2> /dev/null) in ?[2367abef]??) return 0 ;; esac
    sleep 0.25
  done
  return 1
}
mkdir slurm work || exit 1
start_slurm "$scratch/slurm" > slurm.said || {
  echo "skipped: $(cat slurm.said)"
  exit 77
}
echo "Slurm $(sbatch --version) runs on $(hostname)"

cp "$source_dir/inputs/sweeps/small-pillar.yaml" work/base.yaml
cat > work/sweep.yaml << 'YAML'
base: base.yaml
set: ["loading.0.until.strain=1.6 %"]
axes:
  - seeds: {count: 3}
slurm: {partition: short, throttle: 2, time: "00:10:00", warning: 60 s}
YAML
cd work || exit 1
expect 0 sweep run sweep.yaml --out undisturbed --jobs 2
expect 0 sweep run sweep.yaml --slurm --time 00:20:00
job=$(cat out)
in_err "3 points submitted"
grep -q '^#SBATCH --time=00:20:00' sweep/slurm.sh || complain "the command line's time limit is not in the script"
expect 2 sweep run sweep.yaml --slurm
in_err "is in Slurm's queue still"

# The signal that Slurm sends before the time limit, to the batch shell of the first task in mid-run.
first=$(sed -n 2p sweep/points.csv | cut -d, -f1)
hold_run sweep "$first"
scancel --batch --signal=USR1 "${job}_0" || complain "the task could not be signalled"
asked_to_stop || complain "the run was not asked to stop"
kill -CONT "$held"
for _ in $(seq 400); do
  [ "$(restarts_of "${job}_0")" != 0 ] && break
  sleep 0.05
done
restarts=$(restarts_of "${job}_0")
[ "${restarts:-0}" -ge 1 ] || complain "the task was not requeued: $(scontrol show job "${job}_0") $(cat sweep/log/slurm-*_0.txt)"
until_over "$job" || complain "the job does not end: $(squeue)"
expect 0 sweep status sweep
[ "$(grep -c ,done, out)" -eq 3 ] || complain "not all points are done: $(cat out) $(squeue) $(cat sweep/log/*; tail -n 20 ../slurm/slurmd.log)"
in_file "sweep/points/$first/run.json" '"exit_reason": "done"'
if grep -q '"first_step": 0,' "sweep/points/$first/run.json"; then complain "the requeued task did not resume"; fi
for point in undisturbed/points/*; do
  diff -r -x .lock -x run.json -x log.jsonl "$point" "sweep/points/${point##*/}" > difference 2>&1 ||
    complain "${point##*/} differs from the undisturbed one: $(head -c 600 difference)"
done
expect 0 sweep run sweep.yaml --slurm
in_err "nothing to submit"
echo "job $job: 3 tasks, $restarts requeue"

# Slurm's own time limit: it sends the signal itself when less than `warning` (and up to its half minute) is left of the
# minute, the shortest limit it knows. The run is held still until then, so that it is in its middle without working.
sed -i 's/count: 3/count: 1/; s/throttle: 2, time: "00:10:00", warning: 60 s/time: "00:01:00", warning: 30 s/' sweep.yaml
expect 0 sweep run sweep.yaml --out limited --slurm
job=$(cat out)
first=$(sed -n 2p limited/points.csv | cut -d, -f1)
hold_run limited "$first"
asked_to_stop || complain "Slurm sent no signal before the limit"
kill -CONT "$held"
until_over "$job" || complain "the job does not end: $(squeue)"
restarts=$(restarts_of "${job}_0")
[ "${restarts:-0}" -ge 1 ] || complain "the task was not requeued: $(scontrol show job "${job}_0") $(cat limited/log/*)"
in_file "limited/points/$first/run.json" '"exit_reason": "done"'
if grep -q '"first_step": 0,' "limited/points/$first/run.json"; then complain "the requeued task did not resume"; fi
diff -r -x .lock -x run.json -x log.jsonl "undisturbed/points/$first" "limited/points/$first" > difference 2>&1 ||
  complain "$first differs from the undisturbed one: $(head -c 600 difference)"
echo "job $job: the time limit's own signal, $restarts requeue"
exit "$failed"
