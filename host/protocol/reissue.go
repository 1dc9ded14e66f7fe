// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Carrier is where a key is, or will be, as people tell one from another.
type Carrier struct {
	Names []string `json:"names"` // fit to show
	Form  string   `json:"form"`
}

// Replaced is what a key gave way to.
type Replaced struct {
	Carrier Carrier `json:"carrier"`
	Since   string  `json:"since"` // RFC 3339
}

// Unfinished is a move to a new key that was begun and has not ended.
type Unfinished struct {
	Unfinished  string  `json:"unfinished"` // a reference that means something to this operation
	Owner       Owner   `json:"owner"`
	Carrier     Carrier `json:"carrier"` // of the new key
	Kind        string  `json:"kind"`
	Road        string  `json:"road"`
	Authority   string  `json:"authority"`
	Began       string  `json:"began"` // RFC 3339
	OldNotAfter string  `json:"old_not_after"`
	State       string  `json:"state"`
	NeedsKey    bool    `json:"needs_key,omitempty"`
}

// How far a move has come.
const (
	StatePlanned   = "planned"
	StateMade      = "made"
	StateRequested = "requested"
	StateIssued    = "issued"
)

// How a request reaches the authority.
const (
	RoadCMP   = "cmp"
	RoadFiles = "files"
)

// MakePlan is the params of plan. Either Token and Kind are there, or Unfinished.
type MakePlan struct {
	Key          string `json:"key"`
	Token        string `json:"token,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Unfinished   string `json:"unfinished,omitempty"`
	Certificates []File `json:"certificates,omitempty"` // beside Unfinished only
}

// Resume is the params of resume.
type Resume struct {
	Unfinished   string `json:"unfinished"`
	Certificates []File `json:"certificates,omitempty"`
}

// Abandon is the params of abandon.
type Abandon struct {
	Unfinished string `json:"unfinished"`
	Leave      bool   `json:"leave,omitempty"` // the new key where it is
}

// Plan is the result of plan and of resume, and what a person agrees to.
type Plan struct {
	Owner     Owner    `json:"owner"`
	Old       Key      `json:"old"` // as one that a token shows
	Carrier   Carrier  `json:"carrier"`
	Kind      string   `json:"kind"`
	Road      string   `json:"road"`
	Authority string   `json:"authority"`
	Cautions  []string `json:"cautions"`
	State     string   `json:"state"`
}

// What a person must read before they agree to a [Plan].
const (
	CautionSimulated    = "simulated"
	CautionNotQualified = "not-qualified-device"
	CautionUnlimited    = "unlimited-tries"
	CautionAlgorithm    = "algorithm-changes"
	CautionAgreement    = "agreement-key-stays"
	CautionReplaced     = "already-replaced"
	CautionUnfinished   = "another-unfinished"
)

// Reissuing is the params of show while a plan is carried out.
type Reissuing struct {
	Kind string `json:"kind"` // ShowReissuing
	Step string `json:"step"`
}

// The steps of a [Reissuing].
const (
	StepChecking = "checking"
	StepKey      = "key"
	StepRequest  = "request"
	StepSending  = "sending"
	StepWaiting  = "waiting"
	StepStoring  = "storing"
)

// Stopped is the params of show when a plan could not be carried out.
type Stopped struct {
	Kind       string  `json:"kind"` // ShowStopped
	Code       Code    `json:"code"`
	Params     *Params `json:"params,omitempty"`
	Unfinished string  `json:"unfinished,omitempty"` // what was begun
}

// Reissued is the params of show when a plan was carried out as far as it can be
// for now.
type Reissued struct {
	Kind        string        `json:"kind"` // ShowReissued
	Outcome     string        `json:"outcome"`
	Owner       Owner         `json:"owner"`
	Certificate *Key          `json:"certificate,omitempty"` // the new one; of OutcomeDone
	Wait        int           `json:"wait,omitempty"`        // seconds; of OutcomeWaiting
	Files       []RequestFile `json:"files,omitempty"`       // of OutcomeFiles
}

// The outcomes of a [Reissued].
const (
	OutcomeDone    = "done"
	OutcomeWaiting = "waiting"
	OutcomeFiles   = "files"
)

// RequestFile is a file for the person to save.
type RequestFile struct {
	Name string `json:"name"`
	Data Base64 `json:"data"`
}
