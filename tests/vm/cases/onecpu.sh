# A machine with one CPU
# boot: nr_cpus=1
run ftrun -l si_meminfo -- tasks
is "$status $(functions | sort -u)" "0 si_meminfo" "works"
