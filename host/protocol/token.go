// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// WatchTokens is the params of tokens.
type WatchTokens struct {
	Seen int64 `json:"seen,omitempty"` // the state that the window knows; 0: none
}

// Tokens is the result of tokens.
type Tokens struct {
	State    int64     `json:"state"` // 1 or more
	Tokens   []Token   `json:"tokens"`
	Troubles []Trouble `json:"troubles"`
}

// Token is a carrier of keys that is plugged in, as it shows itself to whoever
// has not given a PIN. Texts are fit to show.
type Token struct {
	Token        string   `json:"token"` // a reference that means something to this operation
	Device       string   `json:"device"`
	Label        string   `json:"label"`
	Manufacturer string   `json:"manufacturer"`
	Model        string   `json:"model"`
	Serial       string   `json:"serial"`
	Form         string   `json:"form"`
	Tries        string   `json:"tries"`
	Wait         int      `json:"wait,omitempty"` // seconds
	PINPad       bool     `json:"pin_pad"`
	PINUnset     bool     `json:"pin_unset"`
	MinPIN       int      `json:"min_pin"` // octets; 0: unknown
	MaxPIN       int      `json:"max_pin"`
	Keys         []Key    `json:"keys"`
	Makes        []string `json:"makes,omitempty"` // kinds of new keys
	Blank        bool     `json:"blank,omitempty"` // it has no keys, only new ones
}

// Trouble is why somebody may miss a carrier.
type Trouble struct {
	Kind   string `json:"kind"`
	Device string `json:"device"`
	Path   string `json:"path,omitempty"`
	Reason string `json:"reason,omitempty"`
	Driver string `json:"driver,omitempty"` // for revive
}

// Revive is the params of revive.
type Revive struct {
	Driver string `json:"driver"`
}

// PINQuestion is the params of ask for a PIN, or for leave to try one that may
// be the last, for this carrier or for all of a TPM.
type PINQuestion struct {
	Kind        string     `json:"kind"` // AskPIN, AskKeyPIN, AskNewPIN, AskLastTry or AskSharedTries
	Token       AskedToken `json:"token"`
	AskedBefore bool       `json:"asked_before,omitempty"` // of AskPIN: in the same call
	Number      int        `json:"number,omitempty"`       // of AskKeyPIN: which signature, from 1
	Of          int        `json:"of,omitempty"`
}

// AskedToken is whose PIN is asked for.
type AskedToken struct {
	Device string `json:"device"`
	Label  string `json:"label"`
	Serial string `json:"serial"`
	Form   string `json:"form"`
	Tries  string `json:"tries"`
	MinPIN int    `json:"min_pin"`
	MaxPIN int    `json:"max_pin"`
}
