# What the script tests share.
# shellcheck shell=bash
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

die() {
  echo "FAILED: $*" >&2
  exit 1
}

# expect FILE TEXT: the file has that text.
expect() { grep -qF -e "$2" "$1" || die "no '$2' in: $(cat "$1")"; }
# refuse FILE TEXT: the file has no such text.
refuse() { ! grep -qF -e "$2" "$1" || die "'$2' in: $(cat "$1")"; }
