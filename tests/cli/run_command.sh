#!/bin/sh
# `pillardd run`: folders, exit codes, stopping and going on:  run_command.sh PILLARDD SOURCE_DIR
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"

cp "$demo" demo.yaml
short="loading.0.until.strain=0.02 %"
run() {  # run CODE ARGUMENTS...: the first tutorial to 0.02 % strain
  wanted=$1
  shift
  expect "$wanted" run demo.yaml --set "$short" "$@"
}

# The folder is named after the input's stem; progress shows no number where there is none; stdout stays empty.
run 0
silent "run"
in_err "done: demo"
grep "step *0 " err | grep -qF "dt - " || complain "progress before the first step: $(grep "step *0 " err)"
if grep -q nan err; then complain "progress shows a nan: $(grep nan err)"; fi
in_file demo/run.json '"exit_reason": "done"'
tail -n 1 demo/history.csv | awk -F, '{ exit !($3 == 0.0002) }' || complain "the run did not end at the strain asked for"
for file in input.yaml history.csv events.csv summary.json checkpoint log.jsonl; do
  [ -s "demo/$file" ] || complain "the run left no $file"
done
find demo -name '*.tmp*' | grep -q . && complain "temporary files are left"

# A finished run stays as it is, and a folder that holds something is not run over.
cp -r demo before
run 0 --resume
rm -f demo/.lock before/.lock
diff -r demo before > out || complain "--resume changed a finished run: $(cat out)"
cp -r before lost
rm lost/summary.json
run 0 --out lost --resume
for file in summary.json history.csv events.csv checkpoint; do
  cmp lost/$file before/$file || complain "--resume did not bring back $file of a finished run as it was"
done
run 2
in_err "is not empty"
expect 2 run demo.yaml --set "$short" --set seed=2 --resume
in_err "another input"
run 2 --resume --force
in_err "contradict"
diff -r -x .lock demo before > out || complain "a refused run changed the folder: $(cat out)"
run 0 --force --quiet
same demo/history.csv before/history.csv
[ ! -s err ] || complain "--quiet wrote: $(cat err)"

# --force deletes nothing that no run made.
mkdir mine && echo precious > mine/notes.txt
run 2 --out mine --force
in_err "holds no run.json"
if [ "$(ls -A mine)" != notes.txt ] || [ "$(cat mine/notes.txt)" != precious ]; then
  complain "--force touched a foreign folder"
fi
echo text > file.txt
run 2 --out file.txt
in_err "is not a folder"

# --resume on nothing starts at the beginning.
run 0 --out fresh --resume --quiet
same fresh/history.csv before/history.csv

# A bad input leaves no folder; so do bad arguments.
for bad in "--set pillar.height=3" "--threads 0" "--max-walltime soon" "--max-walltime -3s" "--checkpoint-every 0s" "--restart"; do
  # shellcheck disable=SC2086  # words
  expect 2 run demo.yaml --out never $bad
  [ ! -e never ] || complain "run $bad left a folder"
done
expect 2 run none.yaml --out never
[ ! -e never ] || complain "an input that is not there left a folder"

# Out of steps: 3, and on under a higher limit to the same end.
run 3 --out limited --set numerics.max_steps=5
in_err "stopped early"
in_file limited/run.json '"exit_reason": "max_steps"'
[ "$(tail -n 1 limited/history.csv | cut -d, -f1)" -le 5 ] || complain "more steps than the limit"
run 3 --out limited --resume --quiet --set numerics.max_steps=5
[ ! -s err ] || complain "--quiet wrote: $(cat err)"
# Vector kernels of another target may give other bits: a warning. (Here no step is left to take on them.)
export PILLARDD_TARGET=portable
run 3 --out limited --resume --set numerics.max_steps=5
in_err "goes on with those of portable"
unset PILLARDD_TARGET
run 0 --out limited --resume
for file in history.csv events.csv summary.json checkpoint input.yaml; do same limited/$file before/$file; done

# A damaged checkpoint: the one before it serves, with a warning.
run 3 --out damaged --set numerics.max_steps=5
run 3 --out damaged --resume --set numerics.max_steps=7
echo damaged > damaged/checkpoint
run 0 --out damaged --resume
in_err "damaged/checkpoint"
same damaged/history.csv before/history.csv
run 3 --out damaged --force --set numerics.max_steps=5
rm -f damaged/checkpoint.previous && echo damaged > damaged/checkpoint
run 1 --out damaged --resume
in_err "not a pillardd checkpoint"

# A time step that falls below its limit: 1, said with its node on stderr and in run.json, and the checkpoint stays.
run 1 --out failing --set "numerics.time_step_min=1 ns" --set "loading.0.until.strain=0.05 %"
in_err "node "
in_err "time step fell below 1 ns"
in_file failing/run.json "time step fell below 1 ns"
in_file failing/run.json '"exit_code": 1'
cp failing/checkpoint kept
run 1 --out failing --set "numerics.time_step_min=1 ns" --set "loading.0.until.strain=0.05 %" --resume
same failing/checkpoint kept

# The same of the implicit step, which says why.
run 1 --out stuck --set numerics.integrator=implicit --set "numerics.time_step_min=1 ns" --set "numerics.tolerance=1e-13 nm"
in_err "node "
in_err "time step fell below 1 ns: "
in_file stuck/run.json "time step fell below 1 ns"
in_file stuck/run.json '"exit_code": 1'
cp stuck/checkpoint kept
run 1 --out stuck --set numerics.integrator=implicit --set "numerics.time_step_min=1 ns" --set "numerics.tolerance=1e-13 nm" --resume
same stuck/checkpoint kept

# A data file goes with the folder, which can be moved, read from anywhere and resumed when the first file is gone.
mkdir data && cp "$source_dir/tests/data/frs20.data" data
sed -e '/^dislocations:/,/^ *- /c\dislocations:\n  - file: {path: frs20.data, burgers_magnitude: 0.2725 nm}' \
  -e 's/diameter: 200 nm/diameter: 2000 nm/; s/height: 600 nm/height: 2000 nm/; s/ends: periodic/ends: free/' \
  demo.yaml > data/filed.yaml
expect 3 run data/filed.yaml --out filed --set numerics.max_steps=1
in_file filed/input.yaml "path: networks/"
rm data/frs20.data
mkdir elsewhere && mv filed elsewhere/moved
cd elsewhere || exit 1
expect 0 nodes moved
expect 3 run moved/input.yaml --out moved --resume
cd ..

# One process at a time; a signal stops it with 3, resumable (tests/regress compares the bytes).
for signal in TERM INT USR1; do
  rm -rf long
  "$pillardd" run demo.yaml --set "loading.0.until.strain=0.5 %" --out long --quiet &
  process=$!
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -e long/checkpoint ] && break
    sleep 0.2
  done
  if [ "$signal" = TERM ]; then
    expect 2 run demo.yaml --set "loading.0.until.strain=0.5 %" --out long --resume
    in_err "another run is writing"
    expect 2 run demo.yaml --set "loading.0.until.strain=0.5 %" --out long --force
    in_err "another run is writing"
  fi
  kill -s "$signal" "$process"
  wait "$process"
  got=$?
  [ "$got" -eq 3 ] || complain "SIG$signal: exit code $got, not 3"
  in_file long/run.json '"exit_reason": "signal"'
done

# Killed between outputs: on from the checkpoint by the clock, the one after the output at the start.
sed -e 's/until: {strain: 1 %}/until: {strain: 0.5 %}/' -e 's/every: {strain: 0.02 %}/every: {strain: 1 %}/' demo.yaml > rare.yaml
"$pillardd" run rare.yaml --out cut --quiet --checkpoint-every "0.1 s" &
process=$!
for _ in $(seq 100); do
  if [ -e cut/checkpoint ]; then
    [ -e first ] || cp cut/checkpoint first
    cmp -s cut/checkpoint first || break
  fi
  sleep 0.1
done
kill -KILL "$process"
wait "$process" 2> /dev/null
expect 3 run rare.yaml --out cut --quiet --resume --max-walltime "1 ms"
made=$(grep -o '"made": [0-9]*' cut/summary.json | cut -d' ' -f2 | sort -n | tail -n 1)
[ "$made" -gt 5 ] || complain "a killed run went on from step $made"
expect 2 run demo.yaml --out never --checkpoint-every soon
in_err "--checkpoint-every: 'soon' is not a duration"

# Outputs at multiples of strain on both sides of zero: a cycle ends in few steps, each of some length.
cat > cycle.yaml <<'END'
seed: 1
pillar: {shape: cylinder, diameter: 100 nm, height: 200 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: periodic}
material: Mo
temperature: 300 K
dislocations: []
mobility: {law: linear}
surface: {image_stress: {method: none}, nucleation: {model: none}}
loading: [{mode: tension, strain_rate: 2e6 /s, cyclic: {count: 3, strain: [-0.4 %, 0.4 %]}}]
numerics: {max_steps: 300}
output: {every: {strain: 0.05 %}, network: false}
END
expect 0 run cycle.yaml --out cycle --quiet
in_file cycle/run.json '"exit_reason": "done"'
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } $c["step"] > 0 && !($c["dt_ns"] > 0) { bad = 1 } END { exit bad }' \
  cycle/history.csv || complain "a step of no length"
exit "$failed"
