#!/bin/sh
# `pillardd convert`: round trips and refusals:  convert_command.sh PILLARDD SOURCE_DIR
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"
data=$source_dir/tests/data

# numbers FILE: the words of a .data file's nodes, commas and layout aside, so that files compare number by number
numbers() { sed 's/#.*//' "$1" | sed '1,/nodalData/d' | tr ',' ' ' | awk '{ for (i = 1; i <= NF; ++i) printf "%.15g\n", $i }'; }

# .data to .data: each number as it was; what is written is its own fixed point, and its lines are lines of an input.
expect 0 convert "$data/frs20.data" once.data
expect 0 convert once.data twice.data
same once.data twice.data
numbers "$data/frs20.data" > before
numbers once.data > after
same before after
silent "convert"
# Version 5 is written as version 4, with its own number for the surface.
expect 0 convert "$data/loop_v5.data" four.data
in_err "version 5 is written as version 4"
in_file four.data "dataFileVersion = 4"
sed 's/ 2 0$/ 2 8/' "$data/loop_v5.data" > surface.data
expect 0 convert surface.data surface4.data
[ "$(grep -c ' 2 1$' surface4.data)" -eq 3 ] || complain "constraint 8 of version 5 is not 1 of version 4"

# .data to .ca and back: Burgers vectors and topology as they were; glide planes have no place in a .ca file.
expect 2 convert once.data out.ca
in_err "--burgers-magnitude"
expect 0 convert once.data out.ca --burgers-magnitude "0.2725 nm"
expect 0 convert out.ca back.ca
same out.ca back.ca
in_file out.ca "DISLOCATIONS 20"

# .ca to .ca: lines, vertices and Burgers vectors of a foreign file digit by digit; a second pass changes no byte.
expect 0 convert "$data/junction.ca" first.ca
in_err "12 nodes, 5 lines"
expect 0 convert first.ca second.ca
same first.ca second.ca
for file in "$data/junction.ca" first.ca; do
  sed -n '/^SIMULATION_CELL_ORIGIN/,/^CLUSTER_COLOR/p; /^DISLOCATIONS/,/^DISLOCATION_JUNCTIONS/p' "$file" |
    grep -v CLUSTER_COLOR > "$(basename "$file").part"
done
same junction.ca.part first.ca.part
# Through .data the lines are grouped anew; the file of that is its own fixed point.
expect 0 convert "$data/junction.ca" through.data
expect 0 convert through.data through2.data
same through.data through2.data
expect 0 convert "$data/junction.ca" lines.vtk
in_file lines.vtk "LINES 5 21"
in_file lines.vtk "VECTORS burgers_vector_local"

# A pillar's lines, and a .ca file as a start.
expect 0 convert "$demo" start.ca
expect 0 convert start.ca again.ca
same start.ca again.ca
expect 0 convert "$demo" start.data
in_file start.data "nodeCount"

# What is written is what the format's description says, by a check that knows nothing of the writer: closed loops, chains
# with dangling ends, junctions.
expect 0 convert "$data/loop_v5.data" loop.ca --burgers-magnitude "0.2725 nm"
expect 0 convert first.ca grouped.data
expect 0 convert grouped.data grouped.ca --burgers-magnitude "0.2725 nm"
for file in "$data/junction.ca" first.ca out.ca loop.ca grouped.ca start.ca; do
  awk -f "$source_dir/tests/cli/check_ca.awk" "$file" > described || complain "$(cat described)"
done
awk -f "$source_dir/tests/cli/check_ca.awk" loop.ca | grep -q "^1 dislocations, 4 vertices; 0 dangling ends, 1 nodes of two" ||
  complain "loop.ca is not one closed line"

# Refusals: the place and what is wrong.
refuse() {  # refuse SED-EXPRESSION MESSAGE
  sed "$1" "$data/junction.ca" > bad.ca
  expect 2 convert bad.ca never.ca
  in_err "$2"
  [ ! -e never.ca ] || complain "a refused file was written"
}
refuse '1s/6/3/' "bad.ca:1: CA_FILE_VERSION 3 is not read"
refuse 's/^NAME bcc/NAME hcp/' "is not in a bcc crystallite"
refuse 's/^1 2$/1 9/' "leads to no dislocation"
refuse '/^230 240 605/,$d' "is it truncated?"
refuse 's/^DISLOCATIONS.*/NOTHING/' "holds no DISLOCATIONS"
expect 2 convert none.data out.ca
in_err "no such file"
expect 2 convert once.data out.xyz
in_err "must end in"
exit "$failed"
