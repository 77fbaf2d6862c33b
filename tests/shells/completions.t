#!/bin/bash
# tests/shells/completions.t: what bash, zsh and fish make of a TAB, typed into each of them in a terminal (tmux).
#
# The functions and events come from a stand-in for ftrun, because the kernel of this machine may have none; everything
# else, the options above all, from ftrun itself.
set -u

cd "$(dirname "$0")/../.." || exit
nr=0
work=$(mktemp -d)
tmux=(tmux -L "ftrun-$$" -f /dev/null)
sleep 300 &
sleeper=$!
trap '"${tmux[@]}" kill-server 2>/dev/null; kill $sleeper; rm -rf "$work"' EXIT
cat >"$work/ftrun" <<-END
	#!/bin/bash
	case \$* in
	*-L*:*) exec "$PWD/ftrun" "\$@" ;;
	*-Licmp_r*) printf 'icmp_rcv\t-\t1\n' ;;
	*-L*) exit 1 ;;
	*--list-events*) printf 'sched:sched_switch\nsched:sched_waking\nsyscalls:sys_enter_open\n' ;;
	*) exec "$PWD/ftrun" "\$@" ;;
	esac
END
chmod +x "$work/ftrun"
cp man/completions/_ftrun "$work/_ftrun"
echo 'int callee(int a) { return a + 1; } int main(void) { return callee(2); }' | cc -O0 -x c -o "$work/prog" -
export PATH=$work:$PATH TERM=screen

start() { # start SHELL
	case $1 in
	bash)	"${tmux[@]}" new-session -d -x 180 -y 150 bash --noprofile --norc
		"${tmux[@]}" send-keys "bind 'set completion-query-items 0'; bind 'set page-completions off'; PS1='> '; source man/completions/ftrun.bash" Enter ;;
	zsh)	"${tmux[@]}" new-session -d -x 180 -y 150 zsh -f
		"${tmux[@]}" send-keys "PS1='> '; LISTMAX=1000; fpath=($work \$fpath); autoload -Uz compinit; compinit -D -u" Enter ;;
	fish)	"${tmux[@]}" new-session -d -x 180 -y 150 fish --no-config
		"${tmux[@]}" send-keys "function fish_prompt; echo '> '; end; source man/completions/ftrun.fish" Enter ;;
	esac
	sleep 2
}

type_tab() { # type_tab TEXT ERE: does a line of the screen match, after TEXT and a TAB or two?
	"${tmux[@]}" send-keys C-u
	"${tmux[@]}" send-keys C-l
	sleep 0.3
	"${tmux[@]}" send-keys -l "$1"
	for _ in 1 2; do
		"${tmux[@]}" send-keys Tab
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
			"${tmux[@]}" capture-pane -p >"$work/screen"
			grep -qE -- "$2" "$work/screen" && return
			sleep 0.25
		done
	done
	return 1
}

completes() { # completes TEXT ERE DESCRIPTION
	nr=$((nr + 1))
	if type_tab "$1" "$2"; then
		echo "ok - $shell: $3"
	else
		echo "not ok - $shell: $3"
		grep . "$work/screen" | sed 's/^/# /' | head -30
	fi
}

for shell in bash zsh fish; do
	start $shell
	completes 'ftrun --filt' '^> ftrun --filter' 'an option'
	completes 'ftrun --filter=icmp_r' '^> ftrun --filter=icmp_rcv' 'a function, behind ='
	completes 'ftrun -l icmp_r' '^> ftrun -l icmp_rcv' 'a function, as the next word'
	completes 'ftrun -l vfs_open,icmp_r' '^> ftrun -l vfs_open,icmp_rcv' 'a function in a list'
	completes 'ftrun -e sched:sched_sw' '^> ftrun -e sched(\\)?:sched_switch' 'an event'
	completes 'ftrun --sort=ma' '^> ftrun --sort=max' 'one of several words'
	completes 'ftrun -R fol' '^> ftrun -R folded' 'a kind of report'
	completes 'ftrun -u nobo' '^> ftrun -u nobody' 'a user'
	completes 'ftrun --user=nobo' '^> ftrun --user=nobody' 'a user, behind ='
	completes 'ftrun -k icmp_r' '^> ftrun -k icmp_rcv' 'a function to probe'
	completes 'ftrun -k vfs_open%' '^> ftrun -k vfs_open%return' 'the return of a function'
	completes 'ftrun -k ftru' '^> ftrun -k ftrun(\\)?:' 'a program to probe'
	completes 'ftrun -k libc.so' '^> ftrun -k libc.so.6(\\)?:' 'a library to probe'
	completes "ftrun -k $work/prog:call" "^> ftrun -k $work/prog\\\\?:callee" "a program's function, as it is in its symbols"
	completes "ftrun --probe=$work/prog:calle" "^> ftrun --probe=$work/prog\\\\?:callee" "a program's function, behind ="
	completes 'ftrun -o /etc/hostn' '^> ftrun -o /etc/hostname' 'a file'
	completes "ftrun -p ${sleeper%?}" "(^|[^0-9])$sleeper([^0-9]|\$)" 'a process'
	completes 'ftrun -c mkdi' '^> ftrun -c mkdir' 'a command'
	completes 'ftrun -l icmp_rcv -- mkdi' '^> ftrun -l icmp_rcv -- mkdir' 'a command behind --'
	completes 'ftrun -l icmp_rcv cat /etc/hostn' '^> ftrun -l icmp_rcv cat /etc/hostname' "a command's argument"

	# Every option of the usage text is offered. Fish pages its lists, so there its own engine is asked.
	nr=$((nr + 1))
	type_tab 'ftrun --' ' --version|--version ' || true
	[[ $shell != fish ]] || fish --no-config -c "source man/completions/ftrun.fish; complete -C 'ftrun --'" >"$work/screen"
	missing=$(./ftrun -h | sed -nE 's/^ +(-., )?(--[a-z-]+).*/\2/p' | while read -r option; do
		grep -qE -- "(^|[^a-z-])$option([^a-z-]|\$)" "$work/screen" || echo "$option"
	done)
	if [[ -z $missing ]]; then echo "ok - $shell: all options"; else echo "not ok - $shell: all options"; fi
	[[ -z $missing ]] || echo "# missing: ${missing//$'\n'/ }"
	"${tmux[@]}" kill-server
	sleep 0.5
done
echo "1..$nr"
