#!/bin/sh
# `pillardd render`:  pictures.sh PILLARDD SOURCE_DIR
set -u
# shellcheck source=tests/cli/support.sh
. "$(dirname "$0")/support.sh"

expect 0 run "$demo" --set "loading.0.until.strain=0.04 %" --out run --quiet
if ! [ -e run/network.pvd ]; then
  expect 2 render run
  in_err "no VTK"
  exit $failed
fi
# One picture a moment of network.pvd, the film strip and the script; stdout names them all and nothing else.
moments=$(grep -c DataSet run/network.pvd)
expect 0 render run --width 200
[ "$(wc -l < out)" = $((moments + 2)) ] || complain "render: $(wc -l < out) files for $moments moments"
while read -r file; do
  [ -s "$file" ] || complain "render: $file is missing or empty"
done < out
for picture in run/frames/*.png; do
  [ "$(head -c 4 "$picture" | od -An -tx1)" = " 89 50 4e 47" ] || complain "$picture is not a PNG"
done
# Nothing but the choice decides the bytes.
cp run/frames/film.png before.png
expect 0 render run --width 200 --color burgers --view 30 15
same before.png run/frames/film.png
expect 0 render run --width 200 --color velocity --view 60 0 --every 2 --film 2
cmp -s before.png run/frames/film.png && complain "render: --color and --view change nothing"

# One page that loads nothing: every source is in it.
expect 0 report run
in_out run/report.html
for part in "<h2>What was run</h2>" "diameter 200 nm" "<h2>Result</h2>" "data:image/svg+xml;base64," "data:image/png;base64," "W. M. Haynes" "diameter: 200 nm"; do
  in_file run/report.html "$part"
done
grep -Eq '(src|href)="?http' run/report.html && complain "report.html loads something from elsewhere"
expect 2 report absent
in_err "absent: is not a folder of a run or a sweep"

expect 2 render run --color hue
in_err "--color"
expect 2 render absent
in_err "absent: is not a run's folder"
mkdir empty
expect 2 render empty
in_err "network.pvd: there is no such file"
exit $failed
