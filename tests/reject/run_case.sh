#!/bin/sh
# One refused input:  run_case.sh PILLARDD CASE.yaml
# The case's first comment lines say what is expected:
#   # expect: TEXT     stderr holds TEXT (all of them, in any order)
#   # set: KEY=VALUE   passed as --set
#   # command: run     the command that refuses it, `check` where not said
# The command exits with 2, writes nothing to stdout, and leaves no file behind.
set -u
pillardd=$1
case_file=$2
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/work" && cp "$(dirname "$case_file")"/*.data "$scratch/work/" 2>/dev/null
cp "$case_file" "$scratch/work/" && cd "$scratch/work" || exit 1
name=$(basename "$case_file")
ls -A > "$scratch/before"

command=$(sed -n 's/^# command: //p' "$name")
set -- "${command:-check}" "$name"
sed -n 's/^# set: //p' "$name" > "$scratch/sets"
while IFS= read -r assignment; do
  set -- "$@" --set "$assignment"
done < "$scratch/sets"

"$pillardd" "$@" > "$scratch/out" 2> "$scratch/err"
code=$?
failed=0
complain() {
  echo "$name: $1"
  failed=1
}
[ "$code" -eq 2 ] || complain "exit code $code, not 2"
[ -s "$scratch/out" ] && complain "something on stdout"
ls -A | cmp -s - "$scratch/before" || complain "a file was written or removed"
grep -q '^# expect: ' "$name" || complain "no message is expected"
sed -n 's/^# expect: //p' "$name" > "$scratch/expected"
while IFS= read -r text; do
  grep -qF -- "$text" "$scratch/err" || complain "stderr lacks: $text"
done < "$scratch/expected"
[ "$failed" -eq 0 ] || sed 's/^/stderr: /' "$scratch/err"
exit "$failed"
