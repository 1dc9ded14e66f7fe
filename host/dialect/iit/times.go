// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"time"

	"github.com/pidpys/pidpys/host/validation"
)

// timeInfo is when something was signed, [classTimeInfo]: the time of a stamp over
// the content, else that which the signer states and nobody vouches for; and that
// of a stamp over the signature.
type timeInfo struct {
	Version              int    `json:"version"`
	IsTimeAvail          bool   `json:"isTimeAvail"`
	IsTimeStamp          bool   `json:"isTimeStamp"`
	Time                 moment `json:"time"`
	IsSignTimeStampAvail bool   `json:"isSignTimeStampAvail"`
	SignTimeStamp        moment `json:"signTimeStamp"`
}

func newTimeInfo(t timeInfo) object {
	t.Version = classVersion(classTimeInfo)
	return newObject(classTimeInfo, t)
}

// timesOf are those that a verdict tells. A stamp that proves nothing is none, but
// for one over a content that is not at hand, since pages ask for times of
// detached signatures before they have it.
func timesOf(v validation.Verdict) (t timeInfo) {
	if !v.ClaimedTime.IsZero() {
		t.IsTimeAvail, t.Time = true, moment(v.ClaimedTime)
	}
	if at, ok := earliest(v.TimeStamps, validation.ContentStamp); ok {
		t.IsTimeAvail, t.IsTimeStamp, t.Time = true, true, moment(at)
	}
	if at, ok := earliest(v.TimeStamps, validation.SignatureStamp); ok {
		t.IsSignTimeStampAvail, t.SignTimeStamp = true, moment(at)
	}
	return t
}

func earliest(stamps []validation.TimeStamp, kind validation.TimeStampKind) (first time.Time, ok bool) {
	for _, s := range stamps {
		if s.Kind == kind && (s.Passed() || lacksData(s)) && (!ok || s.Time.Before(first)) {
			first, ok = s.Time, true
		}
	}
	return first, ok
}

func lacksData(s validation.TimeStamp) bool {
	return len(s.Errors) == 1 && s.Errors[0].Code == validation.StampedDataMissing
}
