#!/bin/sh
# Every input that is shipped passes `check`, which says what the run may cost; sweeps expand; tutorials run, cut short:
#   shipped_inputs.sh PILLARDD SOURCE_DIR
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"

count=0
for input in "$source_dir"/inputs/tutorial/*.yaml "$source_dir"/inputs/validation/*.yaml \
  "$source_dir"/inputs/sweeps/*.yaml; do
  [ -e "$input" ] || continue
  count=$((count + 1))
  if grep -q '^axes:' "$input"; then
    expect 0 sweep expand "$input" --out "points-$count"
    continue
  fi
  expect 0 check "$input"
  mv out resolved.yaml
  if grep -q '^loading:' "$input"; then
    in_file resolved.yaml "# estimated memory: "
    in_file resolved.yaml "# estimated time: "
    case $input in
      */tutorial/*) expect 3 run "$input" --set numerics.max_steps=3 --set output.network=false --out "cut-$count" --quiet ;;
    esac
  fi
  # What it prints, notes included, is an input again.
  expect 0 check resolved.yaml
done
[ "$count" -ge 1 ] || complain "no input was found"
exit "$failed"
