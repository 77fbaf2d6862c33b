# A kernel locked down for confidentiality: ftrun says so
# boot: lockdown=confidentiality
refuses 'lock' "locked down" -l si_meminfo
