#!/usr/bin/env bash
# The build that needs headers and yaml-cpp alone: with VTK, cairo and pkg-config out of CMake's sight it must still
# build, run, resume and write its tables, and say plainly what it cannot do.
set -euo pipefail
# shellcheck source=tests/scripts/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/expect.sh"
unset PILLARDD_DATA
build=$BUILD_TREE/without-vtk

"$CMAKE_PROGRAM" -G "$GENERATOR" -S "$SOURCE_TREE" -B "$build" -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="$CXXFLAGS -O1" \
  -DPILLARDD_WITH_VTK=OFF -DPILLARDD_WITH_CAIRO=OFF -DPILLARDD_TESTS=OFF -DPILLARDD_DEPS="$DEPS" \
  -DCMAKE_DISABLE_FIND_PACKAGE_VTK=ON -DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON \
  >"$scratch/said" 2>&1 || die "$(cat "$scratch/said")"
"$CMAKE_PROGRAM" --build "$build" --target pillardd >"$scratch/said" 2>&1 || die "$(cat "$scratch/said")"
pillardd=$build/tools/pillardd/pillardd
ldd "$pillardd" >"$scratch/said"
refuse "$scratch/said" libvtk
refuse "$scratch/said" libcairo

cd "$scratch"
run=("$pillardd" run "$SOURCE_TREE/inputs/tutorial/01-mo-pillar.yaml" --out run --quiet
  --set "loading.0.until.strain=0.02 %")
"${run[@]}" || die "the run"
for file in history.csv events.csv summary.json run.json checkpoint; do
  [[ -s run/$file ]] || die "no $file"
done
cp run/history.csv first.csv
"${run[@]}" --resume || die "resuming a finished run"
cmp first.csv run/history.csv || die "resuming changed a finished run"
status=0
"$pillardd" plot run 2>"$scratch/said" || status=$?
[[ $status -ne 0 ]] || die "plot passed without cairo"
expect "$scratch/said" cairo
echo "passed"
