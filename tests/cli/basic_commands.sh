#!/bin/sh
# The commands that need no model:  basic_commands.sh PILLARDD SOURCE_DIR
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"

expect 2
silent "no command"
expect 2 chekc
in_err "did you mean 'check'"
silent "a misspelt command"
expect 2 check --no-such-option x.yaml
expect 2 check none.yaml
in_err "none.yaml"
expect 0 --version
for part in commit compiler flags options target; do in_out "$part"; done

expect 0 mobility W --set atomistic --temperature "77 K,300 K" --stress "1 GPa" --chi 0
in_out "temperature_K,stress_MPa,chi_deg,screw_m_per_s,screw_plane,edge_m_per_s,activation_volume_b3,drag_capped,out_of_range"
in_out "300,1000,0,2.91"
expect 2 mobility W
in_err "mobility.set: material W has several sets for kink_pair: choose one of atomistic or experimental"
expect 2 mobility Mo --set atomistic
in_err "has no set 'atomistic' for kink_pair (it has: experimental)"
expect 2 mobility W --set atomistic --temperature "3000 K"
in_err "hold from 50 to 1500 K, not at 3000 K"
expect 2 mobility W --law linear --stress "5 K"
expect 2 mobility Cu

# Zhu's form by hand: dG = (1 - 300/1900) 8.34 eV (1 - 7.2/10)^1.5 = 1.0405 eV; Omega = 4.337 b^3.
expect 0 nucleation W --stress "7.2 GPa" --temperature "300 K" --diameter "21 nm" --axis 1,1,2
in_out "temperature_K,shear_MPa,barrier_eV,activation_volume_b3,critical_radius_nm,rate_per_s,barrierless"
in_out "300,7200,1.040"
expect 0 nucleation W --strain-rate "1e-3 /s" --temperature "300 K" --diameter "21 nm" --axis 1,1,2
in_out "temperature_K,strain_rate_per_s,shear_MPa,axial_MPa,mean_shear_MPa,deviation_MPa"
in_out ",7199."
expect 2 nucleation Fe --stress "1 GPa" --temperature "300 K" --diameter "21 nm"
in_err "nucleation.activation_energy: not stated by material Fe"
# A core radius and energy are all that line_tension needs; every metal states them, as assumed.
for metal in Fe Mo Nb Ta V W; do
  expect 0 nucleation "$metal" --model line_tension --stress "5 GPa" --diameter "21 nm"
  in_err "core radius b and no core energy are assumed"
  in_out "300,5000,"
done
expect 2 nucleation W --stress "1 K" --temperature "300 K" --diameter "21 nm"
expect 2 nucleation W --stress "1 GPa" --temperature "2000 K" --diameter "21 nm"
in_err "disorder_temperature"

expect 0 bench forces --sizes 200,500 --repeats 1
in_out "verified: quadrature, action and reaction"
expect 2 bench step
in_err "not in this version"

expect 0 materials
for metal in Fe Mo Nb Ta V W; do
  expect 0 materials "$metal"
  in_out "references:"
  expect 0 init --metal "$metal"
  mv out "$metal.yaml"
  expect 0 check "$metal.yaml"
  in_err "warning: the linear drags are"
  # What check prints is an input of its own, and resolves to the same values.
  mv out resolved.yaml
  expect 0 check resolved.yaml
  sed 's/ *# .*//' out > again
  sed 's/ *# .*//' resolved.yaml | cmp -s - again || complain "$metal: the resolved input does not read back to itself"
done
expect 2 materials Mp
in_err "did you mean 'Mo'"
expect 2 init --metal Unobtainium
in_err "known: Fe, Mo, Nb, Ta, V or W"

expect 0 check Mo.yaml --set "loading.0.strain_rate=1e4 /s" --set material=W --set "material.shear_modulus=150 GPa"
in_out "strain_rate: 10000 /s"
in_out "# --set 1"
in_out "shear_modulus: 150 GPa"
in_out "# --set 3"
in_out "# material W"
mkdir run && sed 's/ *# .*//' resolved.yaml > run/input.yaml
expect 0 check run
in_out "run/input.yaml:"
PILLARDD_DATA=$scratch/nowhere expect 2 check Mo.yaml
in_err "PILLARDD_DATA"

expect 0 params pillar.diameter
in_out "above 0 nm"
expect 0 params history.csv
in_out "stress_GPa"
expect 2 params pilar
in_err "did you mean 'pillar'"
expect 0 params --markdown
cmp -s out "$source_dir/docs/reference/input.md" ||
  complain "docs/reference/input.md is not what \`pillardd params --markdown\` writes: generate it again"
exit "$failed"
