/*
 * SPDX-FileCopyrightText: The Pidpys Authors
 * SPDX-License-Identifier: BSD-3-Clause
 */

//go:build !windows

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"

void fault_segv(void)
{
	signal(SIGSEGV, SIG_DFL);
	*(volatile int *)8 = 1;
}

void fault_abort(void) { abort(); }

void fault_exit(void) { exit(7); }

void fault_hang(void)
{
	for (;;)
		pause();
}

/* The block freed last has lost its size, which allocators look at. */
void fault_heap(void)
{
	char *volatile first = malloc(2000);
	char *volatile second = malloc(2000);
	memset(first, 0x41, 2100);
	free(second);
	free(first);
	abort(); /* an allocator that saw nothing */
}

void fault_print(void)
{
	printf("the module says hello\n");
	fflush(stdout);
}
