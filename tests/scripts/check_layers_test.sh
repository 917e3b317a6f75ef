#!/usr/bin/env bash
# Oracle: the layer table. A tree that keeps it passes; each planted breach alone fails and is named by file and line.
set -euo pipefail
source_tree=$1
# shellcheck source=tests/scripts/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

# plant FILE INCLUDE: a tree with one file, with the include on its second line; runs the check.
plant() {
  rm -rf "$scratch/tree"
  mkdir -p "$scratch/tree/$(dirname "$1")"
  printf '#include <vector>\n#include %s\n' "$2" >"$scratch/tree/$1"
  "$source_tree/tools/check_layers" "$scratch/tree" >"$scratch/said"
}

allowed() { plant "$1" "$2" || die "refused: $1 with $2: $(cat "$scratch/said")"; }
breach() {
  ! plant "$1" "$2" || die "not seen: $1 with $2"
  expect "$scratch/said" "$1:2: "
}

allowed ddd/crystal/a.hpp '"ddd/base/types.hpp"'
allowed ddd/models/a.hpp '"ddd/elasticity/elasticity.hpp"'
allowed mobility/a.cpp '"ddd/models/mobility_law.hpp"'
allowed boundaries/a.cpp '"ddd/network/network.hpp"'
allowed ddd/simulation/a.cpp '"ddd/dynamics/forces.hpp"'
allowed tools/pillardd/a.cpp '"mobility/lists.hpp"'
allowed tests/unit/io/a.cpp '<vtkPolyData.h>'
allowed ddd/base/schema.cpp '<yaml-cpp/yaml.h>'
allowed ddd/io/vtk_writer.cpp '<vtkPolyData.h>'
allowed ddd/figures/draw.cpp '<cairo.h>'
allowed ddd/base/a.hpp '<Eigen/Geometry>'
allowed boundaries/a.cpp '<Eigen/Dense>'

breach ddd/base/a.hpp '"ddd/crystal/lattice.hpp"'
breach ddd/network/a.cpp '"ddd/elasticity/elasticity.hpp"'
breach ddd/elasticity/a.cpp '"ddd/network/network.hpp"'
breach ddd/models/a.hpp '"ddd/dynamics/forces.hpp"'
breach mobility/a.cpp '"ddd/network/network.hpp"'
breach boundaries/a.cpp '"mobility/lists.hpp"'
breach ddd/dynamics/a.cpp '"boundaries/lists.hpp"'
breach ddd/dynamics/a.cpp '"ddd/io/csv.hpp"'
breach ddd/io/a.cpp '"ddd/initial/generators.hpp"'
breach ddd/simulation/a.cpp '"mobility/lists.hpp"'
breach ddd/figures/a.cpp '"ddd/simulation/run.hpp"'
breach ddd/simulation/a.cpp '"tools/pillardd/commands.hpp"'
breach ddd/io/csv.cpp '<vtkPolyData.h>'
breach ddd/io/vtk_writer.hpp '<vtkPolyData.h>'
breach ddd/crystal/a.cpp '<yaml-cpp/yaml.h>'
breach ddd/base/schema.hpp '<yaml-cpp/yaml.h>'
breach ddd/simulation/a.cpp '<cairo.h>'
breach ddd/simulation/a.cpp '<CLI/CLI.hpp>'
breach tools/pillardd/a.hpp '<CLI/CLI.hpp>'
breach ddd/network/a.hpp '<Eigen/Dense>'
breach ddd/io/a.hpp '<nlohmann/json.hpp>'
breach ddd/network/a.cpp '<boost/any.hpp>'
breach ddd/network/a.cpp '"network.hpp"'
breach ddd/attic/a.cpp '"ddd/base/types.hpp"'

rm -rf "$scratch/tree"
mkdir "$scratch/tree"
! "$source_tree/tools/check_layers" "$scratch/tree" >"$scratch/said" || die "an empty tree passed"
echo "passed"
