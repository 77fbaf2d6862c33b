# A kernel locked down for integrity alone can trace
# boot: lockdown=integrity
run ftrun -l si_meminfo -- tasks
is "$status $(functions | sort -u)" "0 si_meminfo" "works"
