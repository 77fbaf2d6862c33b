# A system call fails: a message and status 125, or it does not matter; never a hang, never a mark
sweep functions "ENOSPC, EBUSY, EINTR, ENOMEM, EPERM" 13 80 ENOSPC EBUSY EINTR ENOMEM EPERM
