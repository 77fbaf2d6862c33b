# Not root; and root who runs the command as somebody else
chmod 777 .
run su tester -c "ftrun -l si_meminfo -- touch $T/ran"
complains 'root|ermission' "not root"
ok "not root: the command was not run" [ ! -e ran ]

run ftrun -u tester -l si_meminfo -- id
is "$status $out" "0 $(su tester -c id)" "-u: ids and groups"
# shellcheck disable=SC2016 # for the inner shell
run ftrun -u tester -l si_meminfo -- sh -c 'echo "$HOME $USER $LOGNAME"'
is "$out" "/tmp tester tester" "-u: HOME, USER, LOGNAME"
run ftrun -u tester -l "${SYS}sysinfo" -- tasks fork
is "$status $(functions | wc -l)" "0 2" "-u: traced and followed"
run ftrun --user=1000 -l si_meminfo -- id -u
is "$status $out" "0 1000" "-u: a number"
SUDO_USER=tester run ftrun --user -l si_meminfo -- id -un
is "$status $out" "0 tester" "--user alone: SUDO_USER"
refuses nosuchuser "no such user" -u nosuchuser -l si_meminfo
