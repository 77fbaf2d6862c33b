# SIGKILL at a system call, of ftrun alone and of its guard as well: nothing stays as it made it
sweep functions "SIGKILL" 23 40 KILL
sweep functions "SIGKILL of ftrun and its guard, then --restore" 29 40 BOTH
