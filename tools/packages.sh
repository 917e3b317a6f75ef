# What the project needs from Debian; sourced by the scripts beside it.
# shellcheck shell=bash disable=SC2034

# To build and run everything.
packages_build=(g++ cmake ninja-build pkgconf libeigen3-dev libyaml-cpp-dev libhwy-dev libcli11-dev
  nlohmann-json3-dev doctest-dev libcairo2-dev fonts-dejavu-core)

# Without root: the headers, yaml-cpp and Highway, enough for a build without VTK and cairo.
packages_headers=(libeigen3-dev libyaml-cpp-dev libhwy-dev libcli11-dev nlohmann-json3-dev doctest-dev)

# VTK, in one piece ...
package_vtk=libvtk9-dev
# ... or, where its Python half cannot be installed, what its CMake files look for beside the library itself.
packages_vtk_beside=(libdouble-conversion-dev libexpat1-dev liblz4-dev liblzma-dev libtbb-dev libutfcpp-dev zlib1g-dev)

# The oldest clang of this list that the release has checks the code a second time, under its sanitizers.
clang_versions=(16 17 18 19 20)

installed() {
  [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Prints the version of the installed clang that tests use; empty where there is none.
installed_clang() {
  local version
  for version in "${clang_versions[@]}"; do
    if installed "clang-$version"; then
      echo "$version"
      return
    fi
  done
}
