# Every exit status and every death by a signal is the command's
set -- ftrun -l "${SYS}sysinfo" -- status
# The kernel has no part in this: each has a quarter of the numbers, and some that all have.
case $(uname -r) in 5.10.*) share=0 ;; 6.1.*) share=1 ;; 6.12.*) share=2 ;; *) share=3 ;; esac
bad=
for n in $(seq 0 255); do
	case $((n % 4)),$n in $share,*|*,0|*,1|*,12[4-9]|*,255) ;; *) continue ;; esac
	got=$(how "$@" "$n" 2>/dev/null)
	[ "$got" = "exit $n" ] || bad="$bad $n: $got;"
done
is "$bad" '' "statuses"

ulimit -c unlimited
bad=
for n in $(seq 1 64); do
	case $n in
	17|18|19|20|21|22|23|28) continue ;; # these do not kill
	32|33) continue ;; # libc keeps them
	esac
	case $((n % 4)),$n in $share,*|*,2|*,3|*,9|*,11|*,15) ;; *) continue ;; esac
	got=$(how "$@" "-$n" 2>/dev/null)
	[ "$got" = "signal $n" ] || bad="$bad $n: $got;"
done
is "$bad" '' "signals, without a core of ftrun's"
