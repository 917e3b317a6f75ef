# Tools of the judges: they read $runs, the table of `pillardd sweep collect`, by the names of its columns.
# shellcheck shell=bash

# plain_csv: stdin without quotes; a comma inside them becomes a semicolon.
plain_csv() {
  awk '{ out = ""; inside = 0
         for (i = 1; i <= length($0); i++) {
           c = substr($0, i, 1)
           if (c == "\"") { inside = !inside; continue }
           out = out (c == "," && inside ? ";" : c)
         }
         print out }'
}

# values WHERE WHAT: the number WHAT of each row where WHERE holds; both are awk expressions over the columns' names.
# Rows whose number is nan are left out.
values() {
  awk -F, -v where="$1" -v what="$2" '
    function swap(text,   out, word) {
      out = ""
      while (match(text, /"[^"]*"|[A-Za-z_][A-Za-z_0-9.]*/)) {
        word = substr(text, RSTART, RLENGTH)
        out = out substr(text, 1, RSTART - 1) ((word in column) ? "$" column[word] : word)
        text = substr(text, RSTART + RLENGTH)
      }
      return out text
    }
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; print swap(where) "\n" swap(what); exit }' "$runs" | {
    read -r condition
    read -r number
    awk -F, "NR > 1 && ($condition) { x = ($number); if (x !~ /nan/) printf \"%.10g\\n\", x }" "$runs"
  }
}

# count WHERE: rows where WHERE holds.
count() { values "$1" 1 | wc -l; }

# mean / spread of the numbers on stdin: spread is the half-width of the 95 % interval of the mean (Student's t).
mean() { awk '{ s += $1 } END { if (NR) printf "%.4g", s / NR; else print "nan" }'; }
spread() {
  awk 'BEGIN { split("12.71 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262", t, " ") }
    { s += $1; q += $1 * $1 }
    END { if (NR < 2) { print "nan"; exit }
          v = (q - s * s / NR) / (NR - 1); k = NR - 1 < 10 ? t[NR - 1] : 2
          printf "%.2g", k * sqrt((v > 0 ? v : 0) / NR) }'
}

# holds EXPRESSION: met or missed, for an arithmetic comparison; nan is missed. Open while runs are left to be made.
holds() {
  [[ -n ${complete-yes} ]] || { echo open; return; }
  awk "BEGIN { print (\"$*\" !~ /nan/ && ($*)) ? \"met\" : \"missed\" }"
}

# criterion WHAT EXPECTED MEASURED VERDICT: one row of the page's table. VERDICT: met, missed or reported.
criterion() { echo "| $1 | $2 | $3 | **$4** |"; }
