#!/bin/sh
# The shipped Snakefile runs a sweep to the bytes of `pillardd sweep run`:  sweep_snakemake.sh PILLARDD SOURCE_DIR
# Exit code 77 (skipped) where Debian's snakemake is not installed.
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"
command -v snakemake > /dev/null || {
  echo "skipped: snakemake is not installed"
  exit 77
}
cp "$source_dir/inputs/sweeps/small-pillar.yaml" base.yaml
cat > sweep.yaml << 'YAML'
base: base.yaml
set: ["loading.0.until.strain=0.3 %"]
axes:
  - list: {key: material, values: [Mo, Nb]}
YAML
expect 0 sweep run sweep.yaml --out undisturbed --jobs 2
expect 0 sweep collect undisturbed
make() {  # make OPTIONS...
  snakemake --snakefile "$source_dir/inputs/sweeps/Snakefile" --cores 2 --keep-going "$@" --config sweep=sweep.yaml \
    pillardd="$pillardd" out=made walltime="${walltime-1 h}" > made.log 2>&1
}
# Stopped by its wall time a run is no failure to be repaired by hand: the next job goes on from its checkpoint.
walltime="1 ms"
make && complain "jobs out of wall time count as done"
expect 0 sweep status made
[ "$(grep -c ,partial, out)" -eq 2 ] || complain "the points are not partial: $(cat out made.log)"
walltime="1 h"
make --rerun-incomplete || complain "snakemake: $(cat made.log)"
diff -r -x .lock -x run.json -x log.jsonl -x log -x snakemake -x figures -x report.html undisturbed made > difference 2>&1 ||
  complain "snakemake's sweep differs: $(head -c 600 difference)"
make || complain "snakemake again: $(cat made.log)"
grep -q "Nothing to be done" made.log || complain "what is done is run again: $(cat made.log)"
exit "$failed"
