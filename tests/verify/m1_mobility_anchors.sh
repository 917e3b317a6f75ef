#!/bin/sh
# M1 and M2: speeds of an isolated straight line under a uniform stress, through the whole program:
#   m1_mobility_anchors.sh PILLARDD SOURCE_DIR
# Oracle: the laws' published forms, evaluated apart from this program; docs/validation/m1-mobility.md lists the numbers.
# Self-forces of a straight periodic line vanish, so the speed is the law's to 1e-4.
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/../cli/support.sh"
# The program and the materials as they are now: a build or a checkout beside this test does not change them under it.
mkdir data && cp "$pillardd" program && cp -r "$source_dir/inputs/materials" data || exit 1
pillardd=$scratch/program
export PILLARDD_DATA="$scratch/data"

# input MATERIAL TEMPERATURE MOBILITY [AXIS SIDE BURGERS PLANE]: a line along the axis of the pillar, in input.yaml
input() {
  cat > input.yaml <<END
seed: 1
pillar: {shape: prism, width: 60 nm, depth: 60 nm, height: 90 nm, axis: [${4:-1, 1, 1}], side: [${5:-1, -1, 0}], ends: periodic}
material: $1
temperature: $2 K
dislocations:
  - line: {burgers: [${6:-1, 1, 1}], plane: [${7:-1, -1, 0}], points: [[0, 0, 0], [0, 0, 90]]}
mobility: {$3, cross_slip: none}
surface: {image_stress: {method: none}}
END
}
# speed_under "xx yy zz yz xz xy": |v| of the first node, or why there is none
speed_under() {
  "$pillardd" nodes input.yaml --stress "$1" 2> err > out || { echo "no speed: exit code $?, $(cat err)"; return; }
  sed -n 2p out | awk -F, '{ printf "%.12g", sqrt($9*$9 + $10*$10 + $11*$11) }'
}
# near WHAT GOT EXPECTED TOLERANCE
near() {
  awk -v g="$2" -v e="$3" -v t="$4" 'BEGIN {
    if (g !~ /^[0-9.eE+-]+$/ || e !~ /^[0-9.eE+-]+$/) exit 1
    d = g - e; if (d < 0) d = -d; m = e < 0 ? -e : e; exit !(d <= t * m + 1e-18) }' ||
    complain "$1: $2 m/s, not $3"
}
atomistic="law: kink_pair, set: atomistic"

# Schmid's law: screws, then edges (axis [11-2], the shear on (1-10)[111] is xy).
schmid="$atomistic, non_schmid_a0: 1, non_schmid_a1: 0, non_schmid_a2: 0, non_schmid_a3: 0"
input W 300 "$schmid"
for pair in 0.1=6.07e-10 0.5=9.62e-5 1=1.43 1.5=403 2=538; do
  near "W, Schmid, screw, ${pair%=*} GPa" "$(speed_under "0 0 0 0 ${pair%=*} 0")" "${pair#*=}" 5e-3
done
input W 300 "$schmid" "1, 1, -2"
for pair in 0.1=39.6 0.5=198 1=396 1.5=594 2=792; do
  near "W, Schmid, edge, ${pair%=*} GPa" "$(speed_under "0 0 0 0 0 ${pair%=*}")" "${pair#*=}" 2e-3
done

# The whole law, plane held, for both signs of b and n.
for b in "1, 1, 1" "-1, -1, -1"; do
  for n in "1, -1, 0" "-1, 1, 0"; do
    input W 300 "$atomistic" "" "" "$b" "$n"
    while read -r yz xz xy v; do
      near "W, 300 K, b $b, n $n, yz $yz xz $xz xy $xy" "$(speed_under "0 0 0 $yz $xz $xy")" "$v" 1e-4
    done <<END
0 0.1 0 7.14326e-10
0 0.5 0 1.63666e-4
0 1 0 2.91948
0.36397 1 0 61.6234
-0.36397 1 0 0.069865
0 1 0.2 2.4682
0 1.5 0 403.303
END
  done
done
input W 77 "$atomistic"
near "W, 77 K" "$(speed_under "0 0 0 0 1.5 0")" 3.87300 1e-4
input W 77 "$atomistic" "" "" "" "-1, 0, 1"
near "W, 77 K, (-101)" "$(speed_under "0 0 0 0 1.5 0")" 15.697 1e-4
input W 600 "$atomistic"
near "W, 600 K" "$(speed_under "0 0 0 0 0.5 0")" 0.704786 1e-4

# Twinning and antitwinning: the plane of maximum shear at chi from (1-10), the twinning side at negative angles.
while read -r metal temperature tau chi v; do
  input "$metal" "$temperature" "$atomistic"
  stress=$(awk -v t="$tau" -v c="$chi" 'BEGIN { c *= atan2(0, -1) / 180; printf "0 0 0 %.15g %.15g 0", -t * sin(c), t * cos(c) }')
  near "$metal, $temperature K, $tau GPa at chi = $chi" "$(speed_under "$stress")" "$v" 1e-4
done <<END
W 300 1 -30 29.8941
W 300 1 -20 23.3277
W 300 1 -10 10.9252
W 300 1 0 2.91948
W 300 1 10 0.413659
W 300 1 20 0.0282848
W 300 1 30 8.35180e-4
W 77 1 -30 7.93700e-6
W 77 1 0 6.80967e-10
W 77 1 10 3.64959e-13
W 600 1 -30 232.847
W 600 1 0 140.524
W 600 1 30 2.09611
Fe 77 0.4 -20 92.1509
Fe 77 0.4 20 6.40223
Fe 77 0.4 30 0.0687169
END

# Uniaxial +-1.5 GPa along [001]: in this lab frame yy 1, zz 0.5, yz -1/sqrt(2).
for case in "1, -1, 0=0=0" "0, 1, -1=14.0693=1.41059e-6" "-1, 0, 1=14.0693=1.41059e-6"; do
  plane=${case%%=*}
  speeds=${case#*=}
  input W 300 "$atomistic" "" "" "" "$plane"
  near "tension, ($plane)" "$(speed_under "0 1 0.5 -0.7071067811865476 0 0")" "${speeds%=*}" 1e-4
  near "compression, ($plane)" "$(speed_under "0 -1 -0.5 0.7071067811865476 0 0")" "${speeds#*=}" 1e-4
done

# One speed under the 24 rotations of the cube, axis and side turned with the crystal (1e-10: rounding in the exponent).
one=$(input W 300 "$atomistic"; speed_under "0 0 0 0.3 1 0.2")
while IFS=';' read -r axes sides; do
  for axis in $(echo "$axes" | tr ' ' '_' | tr '|' ' '); do
    for side in $(echo "$sides" | tr ' ' '_' | tr '|' ' '); do
      a=$(echo "$axis" | tr '_' ' ')
      s=$(echo "$side" | tr '_' ' ')
      input W 300 "$atomistic" "$a" "$s" "$a" "$s"
      near "axis [$a], side [$s]" "$(speed_under "0 0 0 0.3 1 0.2")" "$one" 1e-10
    done
  done
done <<END
1, 1, 1|-1, -1, -1;1, -1, 0|0, 1, -1|-1, 0, 1
1, -1, -1|-1, 1, 1;1, 1, 0|0, -1, 1|-1, 0, -1
-1, 1, -1|1, -1, 1;-1, -1, 0|0, 1, 1|1, 0, -1
-1, -1, 1|1, 1, -1;-1, 1, 0|0, -1, -1|1, 0, 1
END

# Fits of molecular dynamics, 300 K.
while read -r metal tau v tolerance; do
  input "$metal" 300 "law: nonlinear"
  near "$metal, nonlinear, $tau GPa" "$(speed_under "0 0 0 0 $tau 0")" "$v" "$tolerance"
done <<END
Fe 0.0162444 0.1 1e-4
Fe 0.0972173 1 1e-4
Fe 0.276802 10 1e-4
Fe 0.510244 100 1e-4
Fe 0.81993 500 1e-4
Ta 0.162 0.017924 2e-4
Ta 0.227 2.861 2e-4
Ta 0.292 112.1 4e-4
V 0.034 0.46677 1e-4
V 0.102 3.9441 1e-4
V 0.170 14.723 1e-4
V 0.238 37.567 1e-4
V 0.340 81.461 1e-4
END
exit "$failed"
