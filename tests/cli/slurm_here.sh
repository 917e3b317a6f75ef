# A Slurm of one's own on this machine, for scripts that source this: start_slurm FOLDER  starts munged, slurmctld and slurmd
# with their files, sockets and ports in FOLDER and exports SLURM_CONF; stop_slurm ends them. Where it cannot start,
# start_slurm says why on stdout and returns 1. Needs Debian's slurm-wlm and munge, and root.
# shellcheck shell=sh
PATH=$PATH:/usr/sbin:/sbin
slurm_daemons=
stop_slurm() {
  for process in $slurm_daemons; do kill -TERM "$process" 2> /dev/null; done
  for process in $slurm_daemons; do wait "$process" 2> /dev/null; done
  slurm_daemons=
}
start_slurm() {
  place=$1
  for program in munged slurmctld slurmd sbatch scontrol squeue scancel; do
    command -v "$program" > /dev/null || {
      echo "$program is not installed"
      return 1
    }
  done
  [ "$(id -u)" -eq 0 ] || {
    echo "slurmd needs root"
    return 1
  }
  chmod 755 "$place"
  mkdir -m 755 "$place/munge" "$place/state" "$place/spool" || return 1
  dd if=/dev/urandom of="$place/munge/key" bs=1 count=1024 2> /dev/null && chmod 400 "$place/munge/key"
  port=$((20000 + $$ % 20000))
  cat > "$place/slurm.conf" << CONF
ClusterName=test
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$place/munge/socket
CryptoType=crypto/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$place/state
SlurmdSpoolDir=$place/spool
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd.pid
SlurmctldLogFile=$place/slurmctld.log
SlurmdLogFile=$place/slurmd.log
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
  export SLURM_CONF="$place/slurm.conf"
  munged --foreground --force --key-file="$place/munge/key" --socket="$place/munge/socket" \
    --pid-file="$place/munge/pid" --log-file="$place/munge/log" --seed-file="$place/munge/seed" > "$place/munge.out" 2>&1 &
  slurm_daemons=$!
  sleep 0.5
  slurmctld -D > "$place/ctld.out" 2>&1 &
  slurm_daemons="$slurm_daemons $!"
  slurmd -D > "$place/slurmd.out" 2>&1 &
  slurm_daemons="$! $slurm_daemons"
  for _ in $(seq 60); do
    sinfo -h -o %T 2> /dev/null | grep -q idle && break
    sleep 0.25
  done
  sinfo -h -o %T 2> /dev/null | grep -q idle || {
    echo "Slurm did not start: $(cd "$place" && tail -n 3 munge.out ctld.out slurmd.out slurmctld.log slurmd.log 2>&1)"
    return 1
  }
}
# restarts_of JOB_TASK: how often the task was put back in the queue
restarts_of() {
  scontrol show job "$1" 2> /dev/null | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p' | head -n 1
}
# until_over JOB: waits for all its tasks. Slurm holds a requeued task back by two minutes; it need not here, but slurmd
# refuses a task ("already killed") whose new credential bears the second in which the old one was revoked.
# No answer, from a slurmctld that is busy, says nothing: each task has to be listed, and in a state that ends it.
until_over() {
  for _ in $(seq 2400); do
    states=$(squeue -h -r -j "$1" -t all -o %T 2> /dev/null)
    if [ -n "$states" ] && ! echo "$states" | grep -qvE '^(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL|OUT_OF_MEMORY)$'; then
      return 0
    fi
    for task in $(squeue -h -r -j "$1" -t PENDING -o '%i %T' 2> /dev/null | sed -n 's/ PENDING$//p'); do
      [ "$(restarts_of "$task")" = 0 ] && continue
      sleep 3
      scontrol update jobid="$task" starttime=now 2> /dev/null
    done
    sleep 0.25
  done
  return 1
}
