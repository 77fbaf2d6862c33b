#!/bin/bash
# tests/report/browser.t: what a person sees. The flame graph is used in headless Chromium (Debian's), and speedscope's own page
# (npm) imports stacks and timeline; browser.js says what is tried. npm's two packages are kept in ~/.cache/ftrun-tests.
set -u
shopt -s extglob # all of report/ but the file that opens files, and what needs a live trace

cd "$(dirname "$0")/../.." || exit
here=tests/report
skip() { echo "1..0 # SKIP $*"; exit 0; }
command -v npm >/dev/null || skip "no npm"
CHROMIUM=$(command -v chromium) || skip "no chromium"
modules=${XDG_CACHE_HOME:-$HOME/.cache}/ftrun-tests/npm
packages=(playwright-core@1.65.1 speedscope@1.25.0)
if [[ ! -d $modules/node_modules/speedscope ]]; then
	mkdir -p "$modules"
	npm install --silent --no-audit --no-fund --prefix "$modules" "${packages[@]}" >/dev/null 2>&1 ||
		skip "npm cannot install ${packages[*]}"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -o "$work/fake" $here/fake.c report/!(output|live*).c util/out.c util/mem.c util/err.c || exit
for name in plain hostile; do
	"$work/fake" flame $here/traces/$name.txt >"$work/$name.svg"
	"$work/fake" folded $here/traces/$name.txt >"$work/$name.folded"
	"$work/fake" chrome $here/traces/$name.txt >"$work/$name.json"
done
./ftrun -i tests/golden/6.12/tail.dat -o "$work/real.folded" -o "$work/real.json" 2>/dev/null
# 100,000 distinct stacks, in four tasks.
perl -e 'my $ts = 1000; srand 1;
	for my $task (1 .. 4) {
		print "task $task big$task\n";
		for my $n (1 .. 25000) {
			my @path = map { int rand 40 } 1 .. 6;
			printf "+ %d func_%d_%d\n", $ts += 3, $_, $path[$_] for 0 .. $#path;
			printf ". %d 7 leaf_%d\n", $ts += 3, $n % 500;
			$ts += int(rand(1000) ** 2 / 1000);
			printf "- %d\n", $ts += 5 for @path;
		}
	}' >"$work/large.txt"
"$work/fake" flame "$work/large.txt" >"$work/large.svg"

export CHROMIUM NODE_PATH=$modules/node_modules
node $here/browser.js "$work"
[[ -z ${KEEP-} ]] || cp "$work"/*.png "$work"/*.pdf "$work"/*.svg "$KEEP"
