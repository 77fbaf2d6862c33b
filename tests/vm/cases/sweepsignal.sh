# SIGTERM, SIGINT and SIGHUP at a system call: nothing is left when ftrun has ended
sweep functions "SIGTERM, SIGINT, SIGHUP" 17 60 TERM INT HUP
