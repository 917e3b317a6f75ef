#!/bin/sh
# Ranges of mobility laws through the program:  mobility_ranges.sh PILLARDD SOURCE_DIR
# A temperature outside a set's range is an error before anything is written; a stress past its range is counted in the
# run's summary and said; so are drags at their bound; the summary names the kinetics that ran.
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"

cat > wire.yaml <<'END'
seed: 1
pillar: {shape: cylinder, diameter: 100 nm, height: 200 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: periodic}
material: W
temperature: 300 K
dislocations:
  - frank_read: {count: 1, length: 60 nm, arms: surface}
mobility: {law: kink_pair, set: atomistic}
surface: {image_stress: {method: none}, nucleation: {model: none}}
loading: [{mode: tension, stress: 1 GPa, until: {time: 1 s}}]
numerics: {max_steps: 4}
output: {network: false}
END

# refused METAL TEMPERATURE MOBILITY RANGE: by check, by run, which leaves no folder, and by the table of a law
refused() {
  for command in check run; do
    expect 2 "$command" wire.yaml --set "material=$1" --set "temperature=$2 K" --set "mobility={$3}"
    in_err "the law's parameters hold from $4 K, not at $2 K"
  done
  [ ! -e wire ] || complain "a refused run left a folder"
}
refused W 1501 "law: kink_pair, set: atomistic" "50 to 1500"
refused W 49 "law: kink_pair, set: atomistic" "50 to 1500"
refused Nb 351 "law: kink_pair, set: experimental" "50 to 350"
refused Fe 901 "law: nonlinear" "145 to 900"
expect 2 mobility Fe --law nonlinear --temperature "144 K"
in_err "145 to 900 K"

# counted CODE NAME TEXT...: a run of four steps whose summary has the count NAME above zero, or zero
counted() {
  wanted=$1
  name=$2
  shift 2
  expect 3 run wire.yaml --force --out run "$@"
  n=$(sed -n "s/.*\"$name\": \([0-9]*\).*/\1/p" run/summary.json)
  case $wanted in
    some) [ "${n:-0}" -gt 0 ] || complain "$name is ${n:-absent} after: $*" ;;
    none) [ "${n:-1}" -eq 0 ] || complain "$name is ${n:-absent} after: $*" ;;
  esac
}
counted none arm_steps_past_stress_max
grep -q "past the set's stress_max" run/run.json && complain "a warning of a stress that was not met"
counted some arm_steps_past_stress_max --set "mobility.stress_max=100 MPa"
in_file run/run.json "past the set's stress_max"
counted none arm_steps_at_drag_max
counted some arm_steps_at_drag_max --set "mobility.drag_max=1e-4 Pa s"

# The kinetics that ran are in the summary.
for kinetics in long_line finite_length; do
  expect 3 run wire.yaml --force --out run --set "mobility.kinetics=$kinetics"
  in_file run/summary.json "kinetics $kinetics"
done
# The cap is a wrapper of any law.
for law in "W linear" "W kink_pair, set: atomistic" "Fe nonlinear"; do
  expect 3 run wire.yaml --force --out run --set "material=${law%% *}" \
    --set "mobility={law: ${law#* }, velocity_cap: 500 m/s}"
  in_file run/summary.json "velocity_cap 500 m/s"
done
exit "$failed"
