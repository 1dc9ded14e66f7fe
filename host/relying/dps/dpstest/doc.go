// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package dpstest plays the gateway of the State Tax Service (ДПС) that takes reports: the
// exchange over HTTP that package dps speaks, the first receipt at once and the second
// one later, both signed and encrypted as the real ones are. Its certificates are
// of package testpki, and so are those who file.
//
// It is put together of what open programs send and get: Prozorro's fiscal_bot, OpenPRRO, and
// what is told of the service's own description of its interface. What the real one checks,
// and in which words it refuses, is known in part only; texts that were seen are
// constants here, all others are our own.
package dpstest
