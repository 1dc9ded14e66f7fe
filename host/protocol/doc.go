// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package protocol is what the browser and the host say to each other: frames,
// messages, roles, limits and the closed list of error codes. PROTOCOL.md beside
// it is normative and schema.json describes every message; this package is
// their Go form and knows no cryptography.
//
// [Conn] is one side of a connection: it reads frames strictly, answers what
// cannot be understood, matches replies with calls by random id and by
// role, and wipes every frame after use, for any of them may carry a password.
package protocol
