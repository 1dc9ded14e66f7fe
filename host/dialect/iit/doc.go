// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package iit answers pages that were written for the page library of «ІІТ
// Користувач ЦСК-1»: JSON-RPC in the form of that library, whose methods become
// calls of a [service.Desk]. What is known of the form comes from recorded
// messages and from the library's manual; where nobody could look, a comment
// says "unverified".
//
// Much of what such pages may ask for is dangerous, and is not done as they ask:
//
//   - Passwords and PINs come with the calls. They are passed over while the
//     arguments are read; our own window asks.
//   - A key that was read would sign anything from then on. Here the person
//     agrees to each signature, in the window, seeing what it is.
//   - Servers for time stamps, certificates and their status are named by the
//     page. What it names is kept to be told again and is asked by nobody.
//   - Certificates from the page are hints, in memory, and never roots.
//   - Files, folders, making and destroying keys, the computer's name: refused,
//     as known.go says.
//
// A [Dialect] is one page's: its handles are random and mean nothing to another.
//
// request.go and value.go are the form, table.go joins the methods, which are
// in files by subject.
package iit
