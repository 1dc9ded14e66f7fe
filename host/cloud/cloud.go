// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cloud is the source of keys that providers keep («Хмарне сховище»). A
// provider is asked to begin something, the person confirms it there or on a
// phone, and the provider answers. The asking is a [Provider]'s, one protocol a
// package; what is the same for all stands here once: waiting, links, expiry,
// release, and every check of what comes back.
//
// NOTHING THAT A PROVIDER ANSWERS IS BELIEVED: digests are compared, signatures
// verified with the certificate that the person was shown, links must lead to
// the provider's own hosts.
package cloud
