// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import "time"

// Version is the protocol's number, exchanged in hello.
const Version = 1

// Limits of PROTOCOL.md, section 11. Sizes are in octets, those of ids and
// blobs in characters.
const (
	MaxFrame        = 1 << 20
	MaxDepth        = 8
	MaxID           = 64
	MaxBlob         = 64
	MaxName         = 1024
	MaxDocuments    = 256   // in one message
	MaxListed       = 10000 // of one operation
	MaxTotal        = 16 << 30
	PieceSize       = 512 << 10
	MaxReads        = 4
	MaxWrites       = 4
	MaxSigned       = 4 // under way
	MaxRecipients   = 64
	MaxCalls        = 16
	MaxFile         = 4 << 20
	MaxCertificates = 16
	MaxSecret       = 1024
	MaxTokens       = 32
	MaxTokenKeys    = 64 // of all tokens together
	MaxTroubles     = 32
	MaxUnfinished   = 32
	MaxNames        = 3   // of a carrier
	MaxRejection    = 512 // octets of text
	MaxProviders    = 64
	MaxUser         = 256              // octets, of a user id at a provider
	MaxRedirect     = 256              // octets
	MaxURL          = 8192             // octets
	MaxDialect      = 96 << 20         // octets, of a request or an answer of a dialect
	MaxUtterance    = 128 << 10        // UTF-16 units, of a piece of one
	MaxIdle         = 15 * time.Minute // of keys that a dialect's page has open
	MinChallenge    = 32
	MaxChallenge    = 1024
	MaxText         = 1024
	MaxSilence      = 10 * time.Minute
	MaxPoll         = 25 * time.Second // a tokens call
	MaxReply        = 2 * time.Minute
	MaxStall        = time.Minute
)
