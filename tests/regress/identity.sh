#!/bin/sh
# Same input, same bytes: on 1, 2 and 4 threads, stopped and resumed, killed and resumed.
#   identity.sh PILLARDD SCRATCH INPUT [--set KEY=VALUE]...
# Environment: KILLS, how many times one run is killed (4); EVENTS, kinds of events.csv without which the case would
# show nothing of the topology.
set -u
pillardd=$1
scratch=$2
input=$3
shift 3
rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch" || exit 1
failed=0
complain() {
  echo "$1"
  failed=1
}
# compare NAME: with the run on one thread, all that must not depend on how it was run
compare() {
  for part in history.csv events.csv summary.json checkpoint checkpoint.previous input.yaml network.pvd network surface.pvd surface; do
    [ -e "threads-1/$part" ] || [ -e "$1/$part" ] || continue  # a build without VTK
    diff -r "threads-1/$part" "$1/$part" > difference 2>&1 || complain "$1/$part differs: $(head -c 400 difference)"
  done
}

for threads in 1 2 4; do
  began=$(date +%s%N)
  "$pillardd" run "$input" "$@" --out "threads-$threads" --threads "$threads" --quiet ||
    complain "$threads threads: exit code $?"
  eval "took_$threads=$((($(date +%s%N) - began) / 1000000))"
  compare "threads-$threads"
done
# The runs took, in ms (set through eval above).
# shellcheck disable=SC2154
echo "1, 2, 4 threads: $took_1, $took_2, $took_4 ms; $(tail -n 1 threads-1/history.csv | cut -d, -f1) steps"
for kind in ${EVENTS-}; do
  grep -q ",$kind," threads-1/events.csv || complain "no $kind in events.csv: the case shows less than it should"
done

# Stopped by the clock, again and again, at another number of threads each time.
limit=$((took_1 / 3))
stops=0
threads=1
while :; do
  "$pillardd" run "$input" "$@" --out walltime --threads "$threads" --quiet --resume --max-walltime "${limit} ms"
  code=$?
  [ "$code" -eq 3 ] || break
  stops=$((stops + 1))
  threads=$((threads % 3 + 1))
  [ "$stops" -lt 50 ] || break
done
[ "$code" -eq 0 ] || complain "stopped by the clock: exit code $code"
[ "$stops" -ge 1 ] || complain "the clock stopped no run"
compare walltime

# Stopped by a signal in mid-run.
"$pillardd" run "$input" "$@" --out signalled --threads 2 --quiet &
process=$!
sleep "$(awk -v ms="$took_1" 'BEGIN { print ms / 2500 }')"
kill -TERM "$process"
wait "$process"
code=$?
[ "$code" -eq 3 ] || complain "SIGTERM: exit code $code, not 3"
"$pillardd" run "$input" "$@" --out signalled --threads 1 --quiet --resume || complain "after SIGTERM: exit code $?"
compare signalled

# Killed: at the very start, then later and later after each resume, so that files are caught in every state, with
# checkpoints by the clock between those of the outputs.
kills=0
while [ "$kills" -lt "${KILLS-4}" ]; do
  "$pillardd" run "$input" "$@" --out killed --threads 2 --quiet --resume --checkpoint-every "10 ms" &
  process=$!
  sleep "$(awk -v ms="$took_1" -v k="$kills" -v n="${KILLS-4}" 'BEGIN { print 0.02 + 0.9 * ms / 1000 * k / (n * n) }')"
  kill -KILL "$process" 2> /dev/null || break
  wait "$process" 2> /dev/null
  [ $? -eq 137 ] || break
  kills=$((kills + 1))
done
[ "$kills" -ge 4 ] || complain "only $kills kills: the run ended before"
"$pillardd" run "$input" "$@" --out killed --threads 2 --quiet --resume || complain "after the kills: exit code $?"
compare killed
echo "$stops stops by the clock, $kills kills"
exit "$failed"
