// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// A module of PKCS #11 without any token, which does one thing wrong. Which is
// said when it is compiled: -DFAULT=segv and so on.

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef unsigned long CK_ULONG;

enum fault { none, segv, abortion, ending, hang, heap, print, no_list, list_error, no_locks, loud_load, no_init, clinging, countless, incomplete, old, wide };

static int initialized;

static void misbehave(void)
{
	char *volatile small;
	switch (FAULT) {
	case segv:
		*(volatile int *)16 = 1;
		break;
	case abortion:
		abort();
	case ending:
		exit(7);
	case hang:
		for (;;)
			pause();
	case heap:
		for (int i = 0; i < 64; i++) {
			small = malloc(24);
			memset(small, 0x5A, 4096);
			free(small);
		}
		abort(); // an allocator that does not notice
	case print:
		printf("\1\0\0\0\0\0\0\0{");
		fflush(stdout);
		fprintf(stderr, "loud\n");
		if (write(1, "raw", 3) < 0 || write(0, "raw", 3) < 0)
			abort();
		break;
	}
}

__attribute__((constructor)) static void loaded(void)
{
	if (FAULT == loud_load) {
		printf("welcome\n");
		fflush(stdout);
	}
}

static CK_ULONG C_Initialize(CK_ULONG *args)
{
	// CK_C_INITIALIZE_ARGS: four functions, then the flags.
	if (FAULT == no_locks && args && args[4])
		return 0x0A; // CKR_CANT_LOCK
	if (FAULT == no_init)
		return 0x30; // CKR_DEVICE_ERROR
	initialized = 1;
	return 0;
}

static CK_ULONG C_Finalize(void *reserved)
{
	if (FAULT == clinging)
		for (;;)
			pause();
	return 0;
}

static CK_ULONG C_GetInfo(void *info)
{
	memset(info, ' ', 2 + 32);
	memset((char *)info + 2, '\xFF', 32); // in no known encoding
	return initialized ? 0 : 0x190; // CKR_CRYPTOKI_NOT_INITIALIZED
}

static CK_ULONG C_GetSlotList(unsigned char present, CK_ULONG *slots, CK_ULONG *count)
{
	misbehave();
	*count = FAULT == countless ? ~0ul : FAULT == incomplete;
	if (slots && *count == 1)
		*slots = 0;
	return FAULT == wide ? 1ul << (8 * sizeof(CK_ULONG) - 1) : 0;
}

static struct {
	unsigned char version[2];
	void *functions[68];
} list = { { 2, 40 }, { C_Initialize, C_Finalize, C_GetInfo, 0, C_GetSlotList } };

// short_list is that of version 2.0, with one function less. What follows it may
// not be read.
static void *short_list(void)
{
	const size_t size = sizeof list - sizeof(void *), page = sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_NONE))
		abort();
	list.version[1] = 0;
	return memcpy(pages + page - size, &list, size);
}

CK_ULONG C_GetFunctionList(void **out)
{
	if (FAULT == list_error)
		return 5; // CKR_GENERAL_ERROR
	if (FAULT == old) {
		*out = short_list();
		return 0;
	}
	*out = FAULT == no_list ? NULL : (void *)&list;
	return 0;
}
