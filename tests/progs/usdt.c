// SPDX-License-Identifier: MIT
/*
 * usdt: static probes as <sys/sdt.h> makes them. demo:first once, with 8 and -9; demo:loop in two places, three times with 0, 1
 * and 2, and once with 7; demo:guarded, with 5, and a word printed, only where somebody has raised its counter.
 */
#include <stdio.h>
#if __has_include(<sys/sdt.h>)
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

#define COUNTER __attribute__((section(".probes"), visibility("hidden")))
volatile unsigned short demo_first_semaphore COUNTER, demo_loop_semaphore COUNTER, demo_guarded_semaphore COUNTER;

int main(int argc, char **argv)
{
	volatile int eight = 8;
	volatile long minus_nine = -9;

	(void)argv;
	DTRACE_PROBE2(demo, first, eight, minus_nine);
	for (int i = 0; i < 2 + argc; i++)
		DTRACE_PROBE1(demo, loop, i);
	DTRACE_PROBE1(demo, loop, 7);
	if (demo_guarded_semaphore) {
		DTRACE_PROBE1(demo, guarded, 5);
		puts("guarded");
	}
	return 0;
}
#else
int main(void)
{
	return 0;
}
#endif
