#!/bin/sh
# A sweep through Slurm, one task put back in the queue on the way:  sweep_slurm.sh PILLARDD SOURCE_DIR
# Starts munged, slurmctld and slurmd of its own on this machine; exit code 77 (skipped) where they are not installed or
# cannot start.
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"
PATH=$PATH:/usr/sbin:/sbin
skip() {
  echo "skipped: $1"
  exit 77
}
for program in munged slurmctld slurmd sbatch scontrol squeue scancel; do
  command -v "$program" > /dev/null || skip "$program is not installed"
done
[ "$(id -u)" -eq 0 ] || skip "slurmd needs root"

# Daemons of this test alone: their own folder, sockets and ports.
daemons=
stop_all() {
  for process in $daemons; do kill -TERM "$process" 2> /dev/null; done
  for process in $daemons; do wait "$process" 2> /dev/null; done
  rm -rf "$scratch"
}
trap stop_all EXIT
chmod 755 "$scratch"
mkdir -m 755 munge state spool && mkdir work || exit 1
dd if=/dev/urandom of=munge/key bs=1 count=1024 2> /dev/null && chmod 400 munge/key
port=$((20000 + $$ % 20000))
# shellcheck disable=SC2012
cat > slurm.conf << CONF
ClusterName=test
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket
CryptoType=crypto/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
MailProg=/bin/true
NodeName=$(hostname) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=short Nodes=$(hostname) Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$scratch/slurm.conf
munged --foreground --force --key-file="$scratch/munge/key" --socket="$scratch/munge/socket" \
  --pid-file="$scratch/munge/pid" --log-file="$scratch/munge/log" --seed-file="$scratch/munge/seed" > munge.out 2>&1 &
daemons=$!
sleep 0.5
slurmctld -D > ctld.out 2>&1 &
daemons="$daemons $!"
slurmd -D > slurmd.out 2>&1 &
daemons="$! $daemons"
for _ in $(seq 60); do
  sinfo -h -o %T 2> /dev/null | grep -q idle && break
  sleep 0.25
done
sinfo -h -o %T 2> /dev/null | grep -q idle ||
  skip "Slurm did not start: $(tail -n 3 munge.out ctld.out slurmd.out slurmctld.log slurmd.log 2>&1)"
echo "Slurm $(sbatch --version) runs on $(hostname)"

cp "$source_dir/inputs/sweeps/small-pillar.yaml" work/base.yaml
cat > work/sweep.yaml << 'YAML'
base: base.yaml
set: ["loading.0.until.strain=1.2 %"]
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
for _ in $(seq 400); do
  grep -q '"running"' "sweep/points/$first/run.json" 2> /dev/null && [ -e "sweep/points/$first/checkpoint" ] && break
  sleep 0.02
done
scancel --batch --signal=USR1 "${job}_0" || complain "the task could not be signalled"
for _ in $(seq 400); do
  restarts=$(scontrol show job "${job}_0" 2> /dev/null | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p' | head -n 1)
  [ "${restarts:-0}" -ge 1 ] && break
  sleep 0.05
done
[ "${restarts:-0}" -ge 1 ] || complain "the task was not requeued: $(scontrol show job "${job}_0") $(cat sweep/log/slurm-*_0.txt)"

# A requeued task is held back by its start time (two minutes, for a clean end of the first); it need not be here.
scontrol update jobid="${job}_0" starttime=now 2> /dev/null
for _ in $(seq 1200); do
  [ -z "$(squeue -h -j "$job" 2> /dev/null)" ] && break
  [ "$(squeue -h -j "$job" -t PENDING 2> /dev/null | wc -l)" -eq 0 ] || scontrol update jobid="${job}_0" starttime=now 2> /dev/null
  sleep 0.25
done
expect 0 sweep status sweep
[ "$(grep -c ,done, out)" -eq 3 ] || complain "not all points are done: $(cat out) $(squeue) $(cat sweep/log/*)"
in_file "sweep/points/$first/run.json" '"exit_reason": "done"'
if grep -q '"first_step": 0,' "sweep/points/$first/run.json"; then complain "the requeued task did not resume"; fi
for point in undisturbed/points/*; do
  diff -r -x .lock -x run.json -x log.jsonl -x checkpoint.previous "$point" "sweep/points/${point##*/}" > difference 2>&1 ||
    complain "${point##*/} differs from the undisturbed one: $(head -c 600 difference)"
done
expect 0 sweep run sweep.yaml --slurm
in_err "nothing to submit"
echo "job $job: 3 tasks, $restarts requeue"
exit "$failed"
