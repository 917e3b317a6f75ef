#!/usr/bin/env bash
# Installs the build, moves the installation, links it from another project and runs the installed program elsewhere.
# Oracles: the closed form in consumer.cpp; a material that exists in the moved prefix alone.
set -euo pipefail
# shellcheck source=tests/scripts/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/expect.sh"
unset PILLARDD_DATA

"$CMAKE_PROGRAM" --install "$BUILD_TREE" --prefix "$scratch/first" >"$scratch/said"
mv "$scratch/first" "$scratch/prefix"
prefix=$scratch/prefix
rooms=$(find "$prefix" -name 'libpillardd_*.a' -printf '%f\n' | LC_ALL=C sort |
  sed 's/libpillardd_\(.*\)\.a/pillardd::\1/' | paste -sd ';')
[[ -n $rooms ]] || die "no room was installed"

"$CMAKE_PROGRAM" -G "$GENERATOR" -S "$SOURCE_TREE/tests/install/consumer" -B "$scratch/consumer" \
  -DCMAKE_PREFIX_PATH="$prefix;$DEPS/usr" -Drooms="$rooms" >"$scratch/said" 2>&1 || die "$(cat "$scratch/said")"
grep -qF "$prefix" "$scratch/consumer/CMakeCache.txt" || die "another installation was found"
"$CMAKE_PROGRAM" --build "$scratch/consumer" >"$scratch/said" 2>&1 || die "$(cat "$scratch/said")"
"$scratch/consumer/consumer" || die "consumer"
"$scratch/consumer/whole" || die "whole"

mkdir "$scratch/elsewhere"
cd "$scratch/elsewhere"
pillardd=$prefix/bin/pillardd
"$pillardd" --version >"$scratch/said"
expect "$scratch/said" "$(sed -n 's/^project(pillardd VERSION \([0-9.]*\).*/\1/p' "$SOURCE_TREE/CMakeLists.txt")"
cp "$prefix/share/pillardd/materials/Mo.yaml" "$prefix/share/pillardd/materials/Testium.yaml"
"$pillardd" materials >"$scratch/said"
expect "$scratch/said" Testium
"$pillardd" check "$prefix/share/pillardd/inputs/tutorial/01-mo-pillar.yaml" --set material=Testium >"$scratch/said"
expect "$scratch/said" Testium
[[ -z "$(ls -A)" ]] || die "left behind: $(ls -A)"
echo "passed"
