#!/bin/bash
# tests/lint/package.t: what make install, uninstall, dist and deb put down, and that the same source gives the same bytes.
set -u

cd "$(dirname "$0")/../.." || exit
nr=0 as_root=()
[[ $(id -u) != 0 ]] || as_root=(--allow-root)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ok_line() { # ok_line STATUS DESCRIPTION [DIAGNOSTIC]
	nr=$((nr + 1))
	if [[ $1 == 0 ]]; then echo "ok - $2"; else echo "not ok - $2"; fi
	[[ $1 == 0 || -z ${3-} ]] || echo "# ${3//$'\n'/$'\n'# }"
}

make -s install DESTDIR="$work/root" PREFIX=/usr >/dev/null
files=$(cd "$work/root" && find . -type f | sort)
want='./usr/bin/ftrun
./usr/share/bash-completion/completions/ftrun
./usr/share/fish/vendor_completions.d/ftrun.fish
./usr/share/man/man1/ftrun.1
./usr/share/zsh/site-functions/_ftrun'
[[ $files == "$want" ]]
ok_line $? 'make install: program, manual, completions' "$files"
[[ $("$work/root/usr/bin/ftrun" -V) == "ftrun $(sed -n 's/^VERSION = //p' Makefile)" ]]
ok_line $? 'what is installed runs, and has the version of the Makefile'
make -s uninstall DESTDIR="$work/root" PREFIX=/usr >/dev/null
files=$(find "$work/root" -type f)
[[ -z $files ]]
ok_line $? 'make uninstall leaves nothing' "$files"

# Two copies of the committed source, in places whose names differ in length.
version=$(sed -n 's/^VERSION = //p' Makefile)
said=$(make -s dist 2>&1)
ok_line $? 'make dist' "$said"
mkdir -p "$work/a" "$work/another/place"
tar -xzf "build/ftrun-$version.tar.gz" -C "$work/a"
tar -xzf "build/ftrun-$version.tar.gz" -C "$work/another/place"
build() { # build FOLDER
	make -s -C "$1/ftrun-$version" CC=musl-gcc 2>&1
}
said=$(build "$work/a" && build "$work/another/place")
ok_line $? 'the tar file builds, with musl' "$said"
cmp "$work/a/ftrun-$version/ftrun" "$work/another/place/ftrun-$version/ftrun"
ok_line $? 'the same source in two places gives the same bytes'

make -s deb >/dev/null && cp build/ftrun_*.deb "$work/first.deb" && make -s deb >/dev/null
ok_line $? 'make deb'
cmp "$work/first.deb" "$(echo build/ftrun_*.deb)"
ok_line $? 'twice, it gives the same bytes'
[[ -z $(dpkg-deb -f "$work/first.deb" Depends) && $(dpkg-deb -f "$work/first.deb" Version) == "$version" ]]
ok_line $? 'the package depends on nothing, and has the version'
said=$(lintian --fail-on error,warning "${as_root[@]}" "$work/first.deb" 2>&1)
status=$?
[[ $status == 0 && -z $said ]]
ok_line $? 'lintian has nothing to say' "$said"
echo "1..$nr"
