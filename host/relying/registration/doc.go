// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package registration is what a portal's server needs to register people by their
// keys: who may register as what, which data their certificates prove, and links
// that confirm an address of e-mail. Who holds the key package relying says:
//
//	visitor, err := verifier.Login(ctx, session, token)       // whose key it is
//	application, err := registration.Apply(category, visitor) // may he, and what is proven
//	err = application.Complete(told)                          // what he says himself
//	link, err := links.New(ctx, id, email)                    // goes into a letter
//	opened, err := links.Open(link)                           // the letter was read:
//	err = links.Use(ctx, opened, email)                       // once
//
// What a certificate proves is taken from it and from nowhere else. What it says
// without proving is marked so, above all the title: a certificate never proves that
// somebody directs an organisation (facts/pki.md, section 1.6). A portal asks the
// register of organisations before it lets anybody act for one.
package registration
