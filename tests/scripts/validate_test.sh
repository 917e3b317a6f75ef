#!/usr/bin/env bash
# tools/validate without a run: its cases state budgets and their inputs exist, and the judges' tools read a table right.
set -u
root=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0
complain() {
  echo "FAILED: $*"
  failed=1
}
same() { [[ "$2" == "$3" ]] || complain "$1: '$2', expected '$3'"; }

# Every case has a budget, and a sweep that it stands for.
list=$("$root/tools/validate" --list) || complain "--list"
for case in "$root"/tools/validation/*.case; do
  name=$(basename "$case" .case)
  grep -Eq "^$name +[0-9]+ min, --quick +[0-9]+ min" <<< "$list" || complain "$name states no budget"
  [[ -f $root/inputs/validation/$name.yaml ]] || complain "$name has no sweep"
done
"$root/tools/validate" nonsense --binary /bin/true 2> err; same "an unknown case" $? 2
grep -q "unknown case 'nonsense'" err || complain "an unknown case is not named"

# The judges' tools on a table that holds quoted commas, nan and a run that is not done.
cat > runs.csv << 'CSV'
point,state,size_nm,surface.image_stress,value
a,done,60,"{method: spectral, grid_around: 32}",1
b,done,60,{method: none},3
c,done,120,"{method: spectral, grid_around: 32}",5
d,waiting,120,"{method: spectral, grid_around: 32}",nan
CSV
# shellcheck source=tools/validation/table.sh
source "$root/tools/validation/table.sh"
runs=plain.csv
plain_csv < runs.csv > "$runs"
same "rows of one size" "$(values 'size_nm == 60' value | tr '\n' ' ')" "1 3 "
same "nan is left out" "$(values 'size_nm == 120' value | tr '\n' ' ')" "5 "
same "a pattern" "$(values 'surface.image_stress ~ /spectral/' '2 * value' | tr '\n' ' ')" "2 10 "
same "count" "$(count 'state == "done"')" 3
same "mean" "$(values 'state == "done"' value | mean)" 3
# Student's t of two degrees of freedom: 4.303 * 2 / sqrt(3)
same "spread" "$(values 'state == "done"' value | spread)" 5
same "met" "$(holds "2 < 3")" met
same "missed" "$(holds "3 < 2")" missed
same "nan is missed" "$(holds "nan < 2")" missed
complete=
same "open while runs are left" "$(holds "2 < 3")" open
exit $failed
