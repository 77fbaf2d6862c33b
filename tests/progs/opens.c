// SPDX-License-Identifier: MIT
/*
 * opens: open /dev/null by three system calls, in numbers that a test can know: open three times, openat twice, creat once;
 * then in a child openat four times more. All of them reach the kernel's do_sys_openat2.
 */
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void times(int n, int how)
{
	static const char path[] = "/dev/null";
	long fd = -1;

	while (n--) {
#ifdef SYS_open
		fd = how == 'o' ? syscall(SYS_open, path, O_RDONLY) : how == 'c' ? syscall(SYS_creat, path, 0600) :
						      syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
#else
		(void)how;
		fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
#endif
		if (fd < 0)
			_exit(1);
		close((int)fd);
	}
}

int main(void)
{
	int status = 1;

	times(3, 'o');
	times(2, 'a');
	times(1, 'c');
	if (!fork()) {
		times(4, 'a');
		_exit(0);
	}
	wait(&status);
	return status != 0;
}
