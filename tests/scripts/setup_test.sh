#!/usr/bin/env bash
# tools/setup against a pretended Debian: apt-get, apt-cache, dpkg, dpkg-query, id and sudo are stand-ins that read the
# machine's state from files and log each call. Oracle: what each kind of machine must and must never be asked to do.
# (docs/develop/building.md records the same paths on real machines.)
set -euo pipefail
source_tree=$1
# shellcheck source=tests/scripts/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

# stand_in NAME: a program of that name, its body from stdin; it logs its call first.
stand_in() {
  {
    # shellcheck disable=SC2016  # for the stand-in to expand
    printf '#!/bin/bash\nstate=%q\nprintf "%%s\\n" "%s $*" >>"$state/log"\n' "$scratch" "$1"
    cat
  } >"$scratch/bin/$1"
  chmod +x "$scratch/bin/$1"
}

# machine USER_ID SUDO PACKAGE...: a machine with these packages installed.
machine() {
  rm -rf "${scratch:?}"/{bin,deps}
  mkdir "$scratch"/{bin,deps}
  : >"$scratch/log"
  echo "$1" >"$scratch/user"
  touch "$scratch/lists"
  [[ $2 == sudo ]] && stand_in sudo <<<'exec "$@"'
  printf '%s\n' "${@:3}" >"$scratch/installed"
  local tool
  for tool in bash env sed grep cat mkdir mktemp rm ln dirname touch; do
    ln -s "$(command -v "$tool")" "$scratch/bin/$tool"
  done
  stand_in id <<'STAND_IN'
cat "$state/user"
STAND_IN
  stand_in dpkg-query <<'STAND_IN'
case "$1 $3" in
  "-W "*Status*) grep -qx -- "$4" "$state/installed" && echo installed ;;
  "-W "*Version*) echo 9.1-pretended ;;
  "-L "*) echo "/usr/lib/pretended/libvtkIOXML-9.1.so.1" ;;
esac
STAND_IN
  stand_in apt-cache <<'STAND_IN'
[[ -e "$state/lists" ]] || exit 100
case "$1 $2" in
  "depends libvtk9-dev") printf 'libvtk9-dev\n  Depends: libc6-dev\n  Depends: libvtk9.1\n  Depends: libvtk9-java\n' ;;
  "depends libyaml-cpp-dev") printf 'libyaml-cpp-dev\n  Depends: libyaml-cpp0.7\n' ;;
  "depends libhwy-dev") printf 'libhwy-dev\n  Depends: libhwy1\n' ;;
esac
STAND_IN
  # The plan and the refusal are those of Debian 12 with python3-paraview.
  stand_in apt-get <<'STAND_IN'
case " $* " in
  *" update "*) touch "$state/lists" ;;
  *" -s "*)
    [[ ! -e "$state/broken" ]] || exit 100
    if [[ " $* " == *" libomp-16-dev "* ]]; then
      echo "Inst libomp-16-dev"
      ! grep -qx libomp-14-dev "$state/installed" || echo "Remv libomp-14-dev [14.0.6]"
      exit 0
    fi
    echo "Inst libvtk9-dev"
    if grep -qx python3-paraview-of-another-name "$state/installed"; then
      echo "Remv python3-paraview-of-another-name [5.11]"
    fi
    ;;
  *" download "*)
    for word in "$@"; do
      [[ $word == lib* || $word == *-dev ]] && : >"$word.deb"
    done
    ;;
  *" install "*)
    [[ ! -e "$state/stale" ]] || { rm "$state/stale"; exit 100; }
    for word in "$@"; do
      [[ $word == -* || $word == install ]] || echo "$word" >>"$state/installed"
    done
    ;;
esac
exit 0
STAND_IN
  stand_in dpkg <<'STAND_IN'
folder="$3/usr/lib/pretended/cmake/vtk-9.1"
mkdir -p "$folder"
printf 'list(APPEND _cmake_import_check_targets VTK::IOXML )\nkept\n' >"$folder/VTK-targets-release.cmake"
STAND_IN
  local compiler
  for compiler in g++ cmake ninja; do
    stand_in "$compiler" <<<''
  done
}

run_setup() { PATH="$scratch/bin" PILLARDD_DEPS="$scratch/deps" "$source_tree/tools/setup" "$@" 2>"$scratch/said"; }

# On no machine may anything be removed, and apt itself is told so each time.
never_removes() {
  refuse "$scratch/log" " remove"
  refuse "$scratch/log" " purge"
  ! grep '^apt-get install ' "$scratch/log" | grep -qv -e ' --no-remove --no-install-recommends ' ||
    die "an install that may remove, or that brings what nobody asked for: $(cat "$scratch/log")"
}

# A plain machine gets VTK from apt, without recommended packages.
machine 0 no-sudo
run_setup || die "plain machine: $(cat "$scratch/said")"
expect "$scratch/log" "apt-get install -q -y --no-remove --no-install-recommends libvtk9-dev"
refuse "$scratch/log" "apt-get download"
refuse "$scratch/log" "clang-"
never_removes

# Asked again, it does nothing, and needs no lists.
: >"$scratch/log"
run_setup || die "second time: $(cat "$scratch/said")"
refuse "$scratch/log" apt-get
refuse "$scratch/log" apt-cache

# The tests' clang comes when asked for.
run_setup --with-tests || die "with tests: $(cat "$scratch/said")"
expect "$scratch/log" "clang-16 libclang-rt-16-dev"
expect "$scratch/log" "apt-get install -q -y --no-remove --no-install-recommends libomp-16-dev"

# Another clang's OpenMP stays: this one's is unpacked beside the build, once.
machine 0 no-sudo libomp-14-dev
run_setup --with-tests || die "beside clang-14's OpenMP: $(cat "$scratch/said")"
! grep '^apt-get install ' "$scratch/log" | grep -q libomp-16-dev || die "libomp-16-dev installed over clang-14's"
expect "$scratch/log" "apt-get download -q -o APT::Sandbox::User=root libomp-16-dev libomp5-16"
expect "$scratch/installed" libomp-14-dev
never_removes
: >"$scratch/log"
run_setup --with-tests || die "beside clang-14's OpenMP, second time: $(cat "$scratch/said")"
refuse "$scratch/log" "apt-get download"

# ParaView keeps its place: libvtk9-dev is never given to apt to install, its files are unpacked, mended and linked.
for how in python3-paraview python3-paraview-of-another-name broken; do
  machine 0 no-sudo "$how"
  rm -f "$scratch/broken"
  [[ $how != broken ]] || touch "$scratch/broken"
  run_setup || die "$how: $(cat "$scratch/said")"
  rm -f "$scratch/broken"
  ! grep '^apt-get install ' "$scratch/log" | grep -q libvtk9-dev || die "$how: libvtk9-dev installed"
  expect "$scratch/log" "libvtk9.1 libdouble-conversion-dev"
  expect "$scratch/log" "libvtk9-dev=9.1-pretended"
  files=$scratch/deps/usr/lib/pretended
  [[ "$(cat "$files/cmake/vtk-9.1/VTK-targets-release.cmake")" == kept ]] || die "$how: the checks are still there"
  [[ -L "$files/libvtkIOXML-9.1.so.1" ]] || die "$how: no link to the library"
  expect "$scratch/installed" "$how"
  never_removes
  : >"$scratch/log"
  run_setup || die "$how, second time: $(cat "$scratch/said")"
  refuse "$scratch/log" "apt-get download"
done

# Missing lists are fetched; stale ones, on which the install fails, are fetched once more.
machine 0 no-sudo
rm "$scratch/lists"
run_setup || die "no lists: $(cat "$scratch/said")"
expect "$scratch/log" "apt-get update"
machine 0 no-sudo
touch "$scratch/stale"
run_setup || die "stale lists: $(cat "$scratch/said")"
expect "$scratch/log" "apt-get update"

# A user with sudo goes through it; one without is told where to read on, and may unpack.
machine 1000 sudo
run_setup || die "sudo: $(cat "$scratch/said")"
expect "$scratch/log" "sudo env DEBIAN_FRONTEND=noninteractive apt-get install"
machine 1000 no-sudo
! run_setup || die "installed without root"
expect "$scratch/said" "Build without root"
run_setup --unpack || die "unpack: $(cat "$scratch/said")"
expect "$scratch/log" "libyaml-cpp0.7 libhwy1"
refuse "$scratch/log" "apt-get install"
! run_setup --nonsense || die "an unknown option passed"
echo "passed"
