#!/bin/bash
# tests/vm/linux-VERSION.t: all cases on that kernel, for prove; one file, a link for each version.
set -eu

version=$(basename "$0" .t)
exec "$(dirname "$0")/run" "${version#linux-}"
