# Checks a Crystal Analysis file against the format's published description (OVITO user manual, "Dislocation analysis
# (DXA)", section on the file format), knowing nothing of the writer:  awk -f check_ca.awk FILE.ca
# Prints what is wrong with its line and ends with 1, or one line of what the file holds.
function wrong(text) {
  print FILENAME ":" number ": " text
  bad = 1
}
function is_number(text) { return text ~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/ }
function next_line() {
  if (++number > lines) {
    wrong("the file ends early")
    exit 1
  }
  $0 = line[number]
}
function section(key, fields) {
  next_line()
  if ($1 != key || NF != fields) wrong("expected " key ", found '" $0 "'")
}
function numbers(what, count,   i) {
  next_line()
  if (NF != count) wrong(what ": " count " numbers expected, found '" $0 "'")
  for (i = 1; i <= NF; ++i) if (!is_number($i)) wrong(what ": '" $i "' is no number")
}
# Whether two points are one, or one a whole number of cell edges from the other along periodic directions.
function same_place(p, q,   d, n, gap) {
  for (d = 1; d <= 3; ++d) {
    gap = place[p, d] - place[q, d]
    if (periodic[d]) {
      n = gap / edge[d]
      gap -= edge[d] * (n < 0 ? int(n - 0.5) : int(n + 0.5))
    }
    if (gap > 1e-6 || gap < -1e-6) return 0
  }
  return 1
}
function read_structures(   s, f, families) {
  section("STRUCTURE_TYPES", 2)
  for (s = $2; s > 0; --s) {
    section("STRUCTURE_TYPE", 2)
    known_structure[$2] = 1
    section("NAME", 2)
    next_line()
    if ($1 != "FULL_NAME") wrong("expected FULL_NAME")
    section("COLOR", 4)
    section("TYPE", 2)
    if ($2 != "LATTICE") wrong("TYPE is " $2)
    section("BURGERS_VECTOR_FAMILIES", 2)
    families = $2
    for (f = 0; f < families; ++f) {
      section("BURGERS_VECTOR_FAMILY", 3)
      if ($2 != "ID" || $3 !~ /^[0-9]+$/) wrong("a family without its number")
      next_line()
      numbers("prototype Burgers vector", 3)
      numbers("colour of a family", 3)
    }
    section("END_STRUCTURE_TYPE", 1)
  }
}
function read_cell(   row, d) {
  section("SIMULATION_CELL_ORIGIN", 4)
  section("SIMULATION_CELL_MATRIX", 1)
  for (row = 1; row <= 3; ++row) {
    numbers("row of the cell", 3)
    edge[row] = $row
    for (d = 1; d <= 3; ++d) if (d != row && $d != 0) wrong("this check knows rectangular cells only")
  }
  section("PBC_FLAGS", 4)
  for (d = 1; d <= 3; ++d) {
    if ($(d + 1) != "0" && $(d + 1) != "1") wrong("PBC_FLAGS: '" $(d + 1) "'")
    periodic[d] = $(d + 1)
  }
}
function read_clusters(   c, row, clusters) {
  section("CLUSTERS", 2)
  clusters = $2
  for (c = 0; c < clusters; ++c) {
    section("CLUSTER", 2)
    known_cluster[$2] = 1
    section("CLUSTER_STRUCTURE", 2)
    if (!($2 in known_structure)) wrong("a cluster of the unknown structure " $2)
    section("CLUSTER_ORIENTATION", 1)
    for (row = 1; row <= 3; ++row) numbers("row of the orientation", 3)
    section("CLUSTER_COLOR", 4)
    section("CLUSTER_SIZE", 2)
    section("END_CLUSTER", 1)
  }
}
function read_dislocations(   k, i, d, vertices) {
  section("DISLOCATIONS", 2)
  count = $2
  for (k = 0; k < count; ++k) {
    numbers("index", 1)
    if ($1 != k) wrong("index " $1 " where " k " is due")
    numbers("Burgers vector", 3)
    for (d = 1; d <= 3; ++d) burgers[k, d] = $d
    numbers("cluster", 1)
    if (!($1 in known_cluster)) wrong("dislocation of the unknown cluster " $1)
    numbers("number of vertices", 1)
    vertices = $1
    if (vertices < 2) wrong("a line of " vertices " vertices")
    all_vertices += vertices
    for (i = 0; i < vertices; ++i) {
      numbers("vertex", 3)
      for (d = 1; d <= 3; ++d) {
        if (i == 0) place[2 * k, d] = $d
        if (i == vertices - 1) place[2 * k + 1, d] = $d
      }
    }
  }
}
# Ends are numbered: 2k the beginning of line k, 2k + 1 its end. First line: what the end is connected to.
function read_junctions(   k, last, e) {
  section("DISLOCATION_JUNCTIONS", 1)
  for (k = 0; k < count; ++k)
    for (last = 1; last >= 0; --last) {
      numbers("junction", 2)
      if (($1 != 0 && $1 != 1) || $2 < 0 || $2 >= count) wrong("'" $0 "' leads to no end of a line")
      e = 2 * $2 + $1
      to[2 * k + last] = e
      if (e in from) wrong("two ends lead to the same one: the circles are broken")
      from[e] = 2 * k + last
    }
}
# Every circle: one place, Burgers vectors that balance. One end alone is dangling.
function check_circles(   e, f, d, sum, length_of) {
  for (e = 0; e < 2 * count; ++e) {
    if (e in seen) continue
    length_of = 0
    sum[1] = sum[2] = sum[3] = 0
    for (f = e; !(f in seen); f = to[f]) {
      seen[f] = 1
      ++length_of
      if (!same_place(e, f)) wrong("ends " e " and " f " of one node lie apart")
      for (d = 1; d <= 3; ++d) sum[d] += (f % 2 ? -1 : 1) * burgers[int(f / 2), d]
    }
    if (f != e) wrong("the circle of end " e " does not close")
    ++nodes_of[length_of > 3 ? 4 : length_of]
    if (length_of > 1)
      for (d = 1; d <= 3; ++d)
        if (sum[d] > 1e-6 || sum[d] < -1e-6) wrong("Burgers vectors at the node of end " e " do not balance")
  }
}
{ line[++lines] = $0 }
END {
  section("CA_FILE_VERSION", 2)
  if ($2 != 6) wrong("version " $2)
  section("CA_LIB_VERSION", 2)
  read_structures()
  read_cell()
  read_clusters()
  read_dislocations()
  read_junctions()
  check_circles()
  if (number != lines) wrong("more follows")
  if (!bad)
    printf "%d dislocations, %d vertices; %d dangling ends, %d nodes of two ends, %d of three, %d of more\n", count,
      all_vertices, nodes_of[1], nodes_of[2], nodes_of[3], nodes_of[4]
  exit bad
}
