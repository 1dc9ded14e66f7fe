// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import "slices"

// State is how far a re-issue came.
type State string

// The states, in their order; the last two are ends.
const (
	Planned   State = "planned"   // nothing is made, or a key that nobody has heard of yet
	Generated State = "generated" // the new key is on the carrier
	Requested State = "requested" // the request is written, and signed with both keys
	Waiting   State = "waiting"   // for the authority
	Issued    State = "issued"    // the new certificate is here, and was found good
	Kept      State = "kept"      // it is on the carrier
	Replaced  State = "replaced"  // the authority knows that; the old key is marked
	Abandoned State = "abandoned"
)

var states = []State{Planned, Generated, Requested, Waiting, Issued, Kept, Replaced, Abandoned}

// before reports whether a state comes before another.
func (s State) before(o State) bool { return slices.Index(states, s) < slices.Index(states, o) }

// Over reports whether nothing remains to be done.
func (s State) Over() bool { return !s.before(Replaced) }

// A Step is what a run does, for whoever waits for it.
type Step string

// The steps.
const (
	StepChecking Step = "checking" // whether the old certificate is still good
	StepKey      Step = "key"      // makes the new key
	StepRequest  Step = "request"  // signs the request
	StepSending  Step = "sending"
	StepWaiting  Step = "waiting" // for the authority
	StepStoring  Step = "storing" // puts the certificate on the carrier
)

// A Road is how the request comes to the authority.
type Road string

// The roads.
const (
	CMP   Road = "cmp"   // RFC 9483
	Files Road = "files" // a person takes it there, and brings the certificate
)

// A Caution is what a person should know before they agree.
type Caution string

// The cautions.
const (
	// Simulated: the carrier is a program that acts as one.
	Simulated Caution = "simulated"
	// NotQualifiedDevice: the carrier is no qualified device, so no qualified
	// signature comes of it (Закон 2155-VIII, стаття 1).
	NotQualifiedDevice Caution = "not-qualified-device"
	// UnlimitedTries: the carrier counts no wrong PINs.
	UnlimitedTries Caution = "unlimited-tries"
	// AlgorithmChanges: the new key is of another kind than the old one, which not
	// every authority certifies and not every cabinet takes.
	AlgorithmChanges Caution = "algorithm-changes"
	// AgreementKeyStays: the key for key agreement is not re-issued.
	AgreementKeyStays Caution = "agreement-key-stays"
	// AlreadyReplaced: the old key was re-issued before.
	AlreadyReplaced Caution = "already-replaced"
	// AnotherUnfinished: a re-issue of the old key was begun and is not over.
	AnotherUnfinished Caution = "another-unfinished"
)

var cautions = []Caution{Simulated, NotQualifiedDevice, UnlimitedTries, AlgorithmChanges, AgreementKeyStays, AlreadyReplaced, AnotherUnfinished}
