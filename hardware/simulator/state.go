// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package simulator is a drawer of tokens that do not exist, for tests and the
// demo: each is a file of JSON in a folder, and the module of PKCS #11 in
// package simulator/module shows those of the folder named by the environment
// variable [Folder]. A test plugs one in, breaks it or reads its tries by
// changing the file, whichever process has the module loaded.
//
// Nothing protects the keys inside. No release contains this package.
package simulator

import (
	"github.com/pidpys/pidpys/hardware/cryptoki"
)

// Folder is the environment variable that tells the module its folder.
const Folder = "PIDPYS_SIMULATOR"

// A Spec is what a token is from its maker on. Zero values make the usual
// national token.
type Spec struct {
	Label        string `json:"label"`        // "Тестовий носій"
	Serial       string `json:"serial"`       // made up from the slot
	Manufacturer string `json:"manufacturer"` // "Pidpys"
	Model        string `json:"model"`        // "Simulator"

	PIN      string `json:"pin"` // empty: none was set yet
	MinPIN   int    `json:"min_pin"`
	MaxPIN   int    `json:"max_pin"`   // 16
	MaxTries int    `json:"max_tries"` // 3

	Pad     bool `json:"pad"`     // the PIN is typed on the reader alone; see State.Typed
	Expired bool `json:"expired"` // the right PIN gives CKR_PIN_EXPIRED
	Shared  bool `json:"shared"`  // has any number of sessions, not one over all programs
	Hidden  bool `json:"hidden"`  // shows nothing before the login
	Mute    bool `json:"mute"`    // the driver offers no signing by DSTU 4145

	Fixed    bool `json:"fixed"`     // the driver offers no making of keys
	ReadOnly bool `json:"read_only"` // the driver opens no session that writes, and does not say so before
	Terse    bool `json:"terse"`     // the driver declines to be told what it knows of a new key
	Leaky    bool `json:"leaky"`     // keys that the driver makes can be read out, whatever it is told
	Plain    bool `json:"plain"`     // the driver takes certificates as CKO_DATA alone
	Room     int  `json:"room"`      // keys, and certificates put by programs, that fit; 0: any number

	Keys []Key `json:"keys"`
	// Certificates are those put here by programs, beside those of Keys.
	Certificates []Certificate `json:"certificates"`
	// Foreign adds a key of a vendor's own type, before the others, of which the
	// module tells nothing but that it exists.
	Foreign bool `json:"foreign"`
}

// State is all that a token is at a moment.
type State struct {
	Spec
	Slot       uint   `json:"slot"`
	Plugged    bool   `json:"plugged"`
	Insertions int    `json:"insertions"` // sessions end with the one they began in
	Tries      int    `json:"tries"`      // left; 0: locked
	Typed      string `json:"typed"`      // what the simulated person types on the PIN pad; empty: the button to cancel
	Fault      *Fault `json:"fault,omitempty"`
}

// Flags are those of CK_TOKEN_INFO.
func (s *State) Flags() uint {
	flags := uint(cryptoki.TokenLoginRequired | cryptoki.TokenInitialized)
	for flag, set := range map[uint]bool{
		cryptoki.TokenPINInitialized: s.PIN != "",
		cryptoki.TokenPINPad:         s.Pad,
		cryptoki.TokenPINCountLow:    s.Tries < s.MaxTries,
		cryptoki.TokenPINFinalTry:    s.Tries == 1,
		cryptoki.TokenPINLocked:      s.Tries == 0,
		cryptoki.TokenPINToBeChanged: s.Expired,
	} {
		if set {
			flags |= flag
		}
	}
	return flags
}

// Enter tries a PIN and counts: a wrong one takes a try, the right one gives all
// back. A PIN of a wrong length is not counted.
func (s *State) Enter(pin string) cryptoki.RV {
	switch {
	case s.PIN == "":
		return cryptoki.UserPINNotInitialized
	case s.Tries == 0:
		return cryptoki.PINLocked
	case len(pin) < s.MinPIN || len(pin) > s.MaxPIN:
		return cryptoki.PINLenRange
	case pin != s.PIN:
		if s.Tries--; s.Tries == 0 {
			return cryptoki.PINLocked
		}
		return cryptoki.PINIncorrect
	case s.Expired:
		return cryptoki.PINExpired
	}
	s.Tries = s.MaxTries
	return cryptoki.OK
}

// EnterOnPad is Enter of what the simulated person types.
func (s *State) EnterOnPad() cryptoki.RV {
	if s.Typed == "" {
		return cryptoki.FunctionCanceled
	}
	return s.Enter(s.Typed)
}

// A Fault is what goes wrong in the module, at each call of a function or once.
// Functions that belong to no token, as C_GetSlotList, fail if any token of the
// folder says so.
type Fault struct {
	On    string      `json:"on"` // "C_Sign"
	Kind  FaultKind   `json:"kind"`
	Value cryptoki.RV `json:"value,omitempty"` // of Return
	Once  bool        `json:"once,omitempty"`  // the module forgets it before it happens
}

// FaultKind is the closed list of faults.
type FaultKind string

// The faults. All but Return and Print end the process or stop the call for good.
const (
	Segv   FaultKind = "segv"  // writes where nothing is
	Abort  FaultKind = "abort" // calls abort
	Exit   FaultKind = "exit"  // calls exit(7)
	Hang   FaultKind = "hang"  // never returns
	Heap   FaultKind = "heap"  // writes over the allocator's own data, which ends the process
	Print  FaultKind = "print" // writes to the standard output, then goes on
	Return FaultKind = "rv"    // returns Value and does nothing
)
