/*
 * SPDX-FileCopyrightText: The Pidpys Authors
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * What bad modules do, in C and without the signal handlers of Go's runtime.
 */
#ifndef PIDPYS_FAULT_H
#define PIDPYS_FAULT_H

void fault_segv(void);
void fault_abort(void);
void fault_exit(void);
void fault_hang(void);
void fault_heap(void);
void fault_print(void);

#endif
