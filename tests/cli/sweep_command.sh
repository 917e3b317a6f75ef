#!/bin/sh
# `pillardd sweep`: expanding, running, being killed, going on, collecting:  sweep_command.sh PILLARDD SOURCE_DIR
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"

cp "$source_dir/inputs/sweeps/small-pillar.yaml" base.yaml
cat > sweep.yaml << 'YAML'
title: Six short runs
base: base.yaml
set: ["loading.0.until.strain=0.4 %"]
axes:
  - list: {key: material, values: [Mo, Nb]}
  - list: {key: pillar.diameter, values: [80 nm]}
  - seeds: {count: 3}
collect: {stress_at: [0.3 %]}
YAML

# Bad usage and bad points: 2, and nothing is made.
expect 2 sweep
in_err "needs an action"
expect 2 sweep expnd sweep.yaml
in_err "did you mean 'expand'"
expect 2 sweep run none.yaml
in_err "none.yaml"
expect 2 sweep status sweep.yaml
in_err "no points.csv"
sed 's/80 nm/-80 nm/; s/Nb/Nx/' sweep.yaml > bad.yaml
expect 2 sweep run bad.yaml
in_err "bad.yaml:5:40: material: unknown material 'Nx'"
in_err "bad.yaml:6:43: pillar.diameter: '-80 nm' is out of range"
in_err "(every point)"
silent "a refused sweep"
[ ! -e bad ] || complain "a refused sweep left a folder"
mkdir mine && echo precious > mine/notes.txt
expect 2 sweep expand sweep.yaml --out mine
in_err "holds something, but no sweep"

# Names are those of the resolved input: they depend neither on the folder nor on what stands around.
expect 0 sweep expand sweep.yaml
mv out points
expect 0 sweep expand sweep.yaml --out elsewhere
same out points
same elsewhere/points.csv sweep/points.csv
[ "$(wc -l < points)" -eq 7 ] || complain "six points are not six"
expect 0 sweep status sweep.yaml
[ "$(grep -c ,waiting, out)" -eq 6 ] || complain "not all points are waiting: $(cat out)"

# compare FOLDER: with the undisturbed sweep, all that must not depend on how it was run
compare() {
  diff -r -x .lock -x run.json -x log.jsonl -x log undisturbed "$1" > difference 2>&1 ||
    complain "$1 differs from the undisturbed sweep: $(head -c 600 difference)"
}
expect 0 sweep run sweep.yaml --out undisturbed --jobs 2
silent "sweep run"
in_err "6 done of 6"
in_err "[1/6]"
find undisturbed -name '*.part' | grep -q . && complain "temporary files are left"

# What is done is not run again.
before=$(cat undisturbed/points/*/run.json | cksum)
expect 0 sweep run undisturbed --quiet
[ ! -s err ] || complain "a finished sweep says: $(cat err)"
[ "$(cat undisturbed/points/*/run.json | cksum)" = "$before" ] || complain "a finished point was run again"

# Stopped by TERM, then killed with its children in full run, then finished, by one and the same command.
for signal in TERM KILL; do
  "$pillardd" sweep run sweep.yaml --out killed --jobs 2 > out 2> err &
  process=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    find killed -name checkpoint 2> /dev/null | grep -q . && grep -lq '"running"' killed/points/*/run.json && break
    sleep 0.05
  done
  kill -s "$signal" "$process"
  wait "$process" 2> /dev/null
  got=$?
  [ "$signal" = KILL ] || [ "$got" -eq 3 ] || complain "SIGTERM: exit code $got, not 3: $(cat err)"
  "$pillardd" sweep status killed > state 2> /dev/null
  if [ "$(grep -c ,done, state)" -eq 6 ]; then complain "SIG$signal came too late"; fi
done
expect 0 sweep run sweep.yaml --out killed --jobs 2
compare killed

# A point that fails is listed with its message, and the rest are run; it is tried again on demand only.
sed 's/^collect:.*//; s/Mo, Nb/Mo/; s/count: 3/count: 1/' sweep.yaml > failing.yaml
cat >> failing.yaml << 'YAML'
  - list: {key: numerics.time_step_min, values: [1e-9 ns, 1 ns]}
YAML
expect 1 sweep run failing.yaml
in_err "1 done, 1 failed of 2"
in_err "time step fell below 1 ns"
expect 1 sweep run failing.yaml
grep -q started err && complain "a failed point was tried again without --retry"
expect 1 sweep run failing.yaml --retry
[ "$(grep -c started err)" -eq 1 ] || complain "--retry did not try the failed point: $(cat err)"

# Out of wall time: 3, and on to the same end.
expect 3 sweep run sweep.yaml --out limited --max-walltime "1 ms"
in_err "6 partial of 6"
expect 0 sweep run sweep.yaml --out limited
compare limited

# Tables.
expect 0 sweep collect undisturbed
in_out undisturbed/runs.csv
in_err "6 done of 6"
head -n 1 undisturbed/runs.csv | grep -q '^point,state,message,material,shape,size_nm,height_nm' || complain "runs.csv: $(head -n 1 undisturbed/runs.csv)"
[ "$(grep -c ,done, undisturbed/runs.csv)" -eq 6 ] || complain "runs.csv has not six runs"
grep -q '^Mo,80,stress_at_0.3pct_GPa,3,' undisturbed/groups.csv || complain "groups.csv lacks the stress at 0.3 %"
cp -r undisturbed/runs.csv undisturbed/groups.csv undisturbed/fits.csv undisturbed/bursts.csv .
expect 0 sweep collect killed
for file in runs.csv groups.csv fits.csv bursts.csv; do same "$file" "killed/$file"; done

# One page of the whole sweep that loads nothing.
if "$pillardd" --version | grep -q "cairo=OFF"; then
  expect 2 report undisturbed
else
  expect 0 report undisturbed
  in_out undisturbed/report.html
  for part in "<h2>Regimes</h2>" "data:image/svg+xml;base64," "stress at 0.3 % strain" "W. M. Haynes"; do
    in_file undisturbed/report.html "$part"
  done
  grep -Eq '(src|href)="?http' undisturbed/report.html && complain "report.html loads something from elsewhere"
fi

# Points that left the sweep are named and left alone.
sed 's/count: 3/count: 2/' sweep.yaml > fewer.yaml
expect 0 sweep run fewer.yaml --out undisturbed
[ "$(grep -c 'belongs to no point' err)" -eq 2 ] || complain "strangers are not named: $(cat err)"

expect 0 params --sweep --markdown
same out "$source_dir/docs/reference/sweep.md"
expect 0 params --sweep axes
in_out "axes[].seeds.count"
exit "$failed"
