#!/bin/sh
# `pillardd nodes` and `probe`, and the tables' header lines:  state_commands.sh PILLARDD SOURCE_DIR
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"

# The columns that `params` explains are those that are written.
columns_of() { "$pillardd" params "$1" | awk '/^  [^ ]/ { printf "%s%s", n++ ? "," : "", $1 } END { print "" }'; }
has_columns() {  # has_columns FILE TABLE
  [ "$(head -n 1 "$1")" = "$(columns_of "$2")" ] || complain "$2: written '$(head -n 1 "$1")', explained '$(columns_of "$2")'"
}

cat > points.csv <<'END'
x_nm,y_nm,z_nm
10,20,30
-50.5,0,599
END
expect 0 run "$demo" --set "loading.0.until.strain=0.04 %" --out run --quiet
has_columns run/history.csv history.csv
has_columns run/events.csv events.csv

# nodes: of an input's start and of a run's end; the file holds what stdout would.
expect 0 nodes "$demo"
mv out start.csv
has_columns start.csv nodes
in_file start.csv ",surface,"
in_file start.csv ",pinned,"
expect 0 nodes "$demo" --out written.csv
silent "nodes --out"
same start.csv written.csv
expect 0 nodes run
mv out end.csv
[ "$(($(wc -l < end.csv) - 1))" = "$(tail -n 1 run/history.csv | cut -d, -f8)" ] ||
  complain "nodes of a run: not as many as the last row of history.csv says"
# Without a load the arms still pull; a stress changes what the nodes feel, not where they are.
expect 0 nodes "$demo" --stress "0 0 -1 0 0 0"
cut -d, -f1-5 out > places
cut -d, -f1-5 start.csv | cmp -s - places || complain "--stress moved nodes"
cmp -s out start.csv && complain "--stress changed no force"
for bad in "1 2 3" "1 2 3 4 5 6 7" "1 2 3 4 5 nan" "a b c d e f"; do
  expect 2 nodes "$demo" --stress "$bad"
  in_err "--stress: six numbers in GPa"
done
mkdir empty
expect 2 nodes empty
mkdir unstarted && cp run/input.yaml unstarted
expect 2 probe unstarted --points points.csv
in_err "holds no checkpoint"

# probe: the parts add up, and the applied part is what --stress says, component by component.
for source in "$demo" run; do
  expect 0 probe "$source" --points points.csv --stress "1 2 3 4 5 6"
  mv out probe.csv
  has_columns probe.csv probe
  awk -F, 'NR > 1 {
      for (c = 0; c < 6; c++) {
        applied = $(4 + c); network = $(10 + c); image = $(16 + c); total = $(22 + c); rest = total - applied - network - image
        if (applied != c + 1 || image != 0 || rest > 1e-15 || rest < -1e-15) bad = 1
        if (network != 0) felt = 1
      }
    }
    END { exit bad || !felt || NR != 3 }' probe.csv || complain "probe $source: the parts do not add up: $(cat probe.csv)"
done
# A run's load: the applied zz part is the last stress of history.csv.
expect 0 probe run --points points.csv --out probe.csv
silent "probe --out"
awk -F, -v want="$(tail -n 1 run/history.csv | cut -d, -f12)" 'NR > 1 && $6 != want { exit 1 }' probe.csv ||
  complain "probe of a run: not the load of its last row"

# Points outside are refused, by row; so are tables that are no points.
printf 'x_nm,y_nm,z_nm\n0,0,0\n0,101,0\n' > outside.csv
expect 2 probe "$demo" --points outside.csv
in_err "row 2"
in_err "outside the pillar by 1 nm"
silent "a refused probe"
printf 'x_nm,y_nm,z_nm\n0,100.00000005,0\n' > on.csv  # within 1e-6 of the radius
expect 0 probe "$demo" --points on.csv
printf 'x_nm,y_nm,z_nm\n0,0,601\n' > above.csv
expect 0 probe "$demo" --points above.csv
expect 2 probe "$demo" --points above.csv --set pillar.ends=free
in_err "row 1"
printf 'x_nm,y_nm\n0,0\n' > two.csv
expect 2 probe "$demo" --points two.csv
in_err "z_nm"
printf 'x_nm,y_nm,z_nm\n0,0,nan\n' > nan.csv
expect 2 probe "$demo" --points nan.csv
expect 2 probe "$demo" --points none.csv
expect 2 probe "$demo"
in_err "--points"

# probe --grid: a VTK file that ParaView opens; what is not a grid or a .vti is refused.
for bad in 2x2 2x2x2x2 1x2x2 axbxc; do
  expect 2 probe "$demo" --grid "$bad" --out f.vti
  in_err "--grid: three counts"
done
expect 2 probe "$demo" --grid 3x3x3
in_err "--out FIELD.vti"
expect 2 probe "$demo" --grid 3x3x3 --points points.csv --out f.vti
if "$pillardd" --version | grep -q "VTK=ON"; then
  expect 0 probe "$demo" --grid 5x5x7 --out f.vti
  silent "probe --grid"
  for array in applied_GPa network_GPa image_GPa total_GPa inside vtkGhostType; do in_file f.vti "Name=\"$array\""; done
  in_file f.vti 'WholeExtent="0 4 0 4 0 6"'
fi

# An infinite screw on the axis: sigma_yz = F x/r, sigma_xz = -F y/r with F = mu b r/(2 pi rho^2) (1 + a^2/rho^2),
# rho^2 = r^2 + a^2, b along the line direction +z: mu b/(2 pi r) spread over the core, Cai et al., JMPS 54 (2006) 561.
# Scale: F. Off by the copies past the summed ones, taken as an integral: 1e-6 with 16 of them, 3e-3 with the default; and
# by far_tolerance, unless that is 0: closed forms.
cat > screw.yaml <<'END'
seed: 1
pillar: {shape: cylinder, diameter: 400 nm, height: 300 nm, axis: [1, 1, 1], side: [1, -1, 0], ends: periodic}
material: Mo
temperature: 300 K
dislocations:
  - line: {burgers: [1, 1, 1], plane: [1, -1, 0], points: [[0, 0, 0], [0, 0, 300]]}
mobility: {law: linear}
surface: {image_stress: {method: none}, nucleation: {model: none}}
END
cat > around.csv <<'END'
x_nm,y_nm,z_nm
20,0,10
0,50,100
-30,40,290
60,-80,7
END
for case in "16 0 1e-6" "16 1e-4 1e-4" "1 1e-4 3e-3"; do
  # shellcheck disable=SC2086
  set -- $case
  expect 0 probe screw.yaml --points around.csv --set "numerics.periodic_images=$1" --set "numerics.far_tolerance=$2"
  awk -F, -v tolerance="$3" 'NR > 1 {
      pi = atan2(0, -1); b = 0.3147 * sqrt(3) / 2; a2 = 16 * b * b; r = sqrt($1 * $1 + $2 * $2); rho2 = r * r + a2
      scale = 125 * b * r / (2 * pi * rho2) * (1 + a2 / rho2)
      want[10] = 0; want[11] = 0; want[12] = 0; want[13] = scale * $1 / r; want[14] = -scale * $2 / r; want[15] = 0
      for (c = 10; c <= 15; c++) {
        off = ($c - want[c]) / scale
        if (off > tolerance || off < -tolerance) { print "column " c ": " $c " for " want[c]; bad = 1 }
      }
    }
    END { exit bad || NR != 5 }' out > wrong || complain "the field of a screw, $1 copies: $(cat wrong)"
done
exit "$failed"
