// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cades makes CAdES signatures, ETSI EN 319 122-1: over documents of
// any size, attached or detached, with DSTU 4145, ECDSA and RSA, at every level
// of the baseline.
//
// [Signer] works in two halves, so that a key may sit anywhere: Prepare says
// which digest to sign, Finish takes the signature, checks it and gives the
// message, at level B-B. [Augmenter] brings it to B-T, B-LT and B-LTA, with
// whoever stamps time and answers about certificates. What both write is, by
// [Profile], the standard's form or what the programs in use in Ukraine write,
// attribute for attribute.
//
// Existing messages get one more signature (FinishInto), a signature over a
// signature (PrepareCounter), another level or another form: [Message] is a file
// of any size with its content where it lies, and Extend, Attach and Detach are
// ready-made.
//
// Keys that providers keep may answer with a whole CMS, its attributes their own:
// [Signer.Adopt] checks it and takes its signature over.
//
// What signatures are worth is judged by package validation, over this one.
// What it shares of the long-term forms is read here: values, revocation
// information, archive indexes.
package cades
