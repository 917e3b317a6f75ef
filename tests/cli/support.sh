# What the command-line tests share; each is called with  PILLARDD SOURCE_DIR  and works in a scratch folder.
# shellcheck shell=sh disable=SC2034
pillardd=$1
source_dir=$2
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# The first tutorial with the explicit step at 1e6 /s: its many short steps are what is stopped, killed and counted here.
demo=$scratch/explicit.yaml
sed -e 's/strain_rate: 1e3/strain_rate: 1e6/' -e 's/integrator: implicit/integrator: explicit/' \
  "$source_dir/inputs/tutorial/01-mo-pillar.yaml" > "$demo"
failed=0
complain() {
  echo "$1"
  failed=1
}
# expect CODE ARGUMENTS...: runs the program; its output is in out and err
expect() {
  code=$1
  shift
  "$pillardd" "$@" > out 2> err
  got=$?
  [ "$got" -eq "$code" ] || complain "pillardd $*: exit code $got, not $code: $(cat err)"
}
in_err() { grep -qF -- "$1" err || complain "stderr lacks '$1': $(cat err)"; }
in_out() { grep -qF -- "$1" out || complain "stdout lacks '$1'"; }
in_file() { grep -qF -- "$2" "$1" || complain "$1 lacks '$2'"; }
silent() { [ ! -s out ] || complain "stdout holds more than data after: $1"; }
same() { cmp -s "$1" "$2" || complain "$1 and $2 differ"; }
