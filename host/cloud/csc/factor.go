// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/key"
)

// A factor is one thing by which the person proves to the service that it is them
// (CSC 1, section 11.5; CSC 2, section 8.3).
type factor struct {
	id string
	// kind is what the person is asked for; empty: they prove it elsewhere, and the
	// service only hears that this is the one.
	kind key.QuestionKind
	// sent says that the service sends the person something first, if it is told to.
	sent bool
}

// pinBlock and otpBlock are how CSC 1 describes factors. What is "optional" is not
// asked for.
type pinBlock struct {
	Presence string `json:"presence"`
}

type otpBlock struct {
	Presence string `json:"presence"`
	Type     string `json:"type"`
}

func factorsOf(pin *pinBlock, otp *otpBlock) []factor {
	var all []factor
	if pin != nil && pin.Presence == "true" {
		all = append(all, factor{id: "PIN", kind: key.AskRemotePIN})
	}
	if otp != nil && otp.Presence == "true" {
		all = append(all, factor{id: "OTP", kind: key.AskOTP, sent: otp.Type == "online"})
	}
	return all
}

// An authorizationInfo is how CSC 2 describes factors: objects, and which of them
// together suffice.
type authorizationInfo struct {
	Mode       string               `json:"mode"`
	Expression string               `json:"expression"`
	Objects    []authenticationType `json:"objects"`
}

type authenticationType struct {
	Type      string `json:"type"`
	ID        string `json:"id"`
	Generator string `json:"generator"`
}

// factors are those that the expression chooses, or all if there is none. Of two
// with one id the first counts.
func (a authorizationInfo) factors() (chosen []factor, err error) {
	known := map[string]factor{}
	var ids []string
	for _, object := range a.Objects {
		if _, twice := known[object.ID]; !twice {
			known[object.ID] = object.factor()
			ids = append(ids, object.ID)
		}
	}
	if a.Expression != "" {
		var fits bool
		if ids, fits = choose(a.Expression); !fits {
			return nil, key.ErrAnswer
		}
	}
	for _, id := range ids {
		f, is := known[id]
		switch {
		case !is || id == "":
			return nil, key.ErrAnswer
		case f == factor{}:
			return nil, fmt.Errorf("%w: factor %q", errUnusable, id)
		}
		chosen = append(chosen, f)
	}
	return chosen, nil
}

// factor reads an authentication object type of CSC 2, section 8.3.1; zero is of an
// unknown one. A password that something generates, and one that is called so, is
// a one-time code.
func (t authenticationType) factor() factor {
	switch t.Type {
	case "Password":
		if t.Generator != "" || t.ID == "OTP" {
			return factor{id: t.ID, kind: key.AskOTP}
		}
		return factor{id: t.ID, kind: key.AskRemotePIN}
	case "ChallengeResponse":
		return factor{id: t.ID, kind: key.AskOTP, sent: true}
	case "PasswordOOB", "ChallengeResponseOOB":
		return factor{id: t.ID}
	}
	return factor{}
}

// prove asks the person for all factors: what they know by heart first, so that
// nothing is sent to who gives up there.
func (s *session) prove(ctx context.Context, c credential, ask key.Asker) (proofs, error) {
	ordered := slices.Clone(c.factors)
	slices.SortStableFunc(ordered, func(a, b factor) int {
		switch {
		case a.sent == b.sent:
			return 0
		case b.sent:
			return -1
		}
		return 1
	})
	var all proofs
	for _, f := range ordered {
		value, err := s.answer(ctx, c, f, ask)
		all = append(all, proof{f, value})
		if err != nil {
			all.wipe()
			return nil, err
		}
	}
	return all, nil
}

// answer is what the person types for one factor.
func (s *session) answer(ctx context.Context, c credential, f factor, ask key.Asker) ([]byte, error) {
	if f.kind == "" {
		return nil, nil
	}
	if f.sent {
		if err := s.send(ctx, c, f); err != nil {
			return nil, err
		}
	}
	return ask.Secret(ctx, key.Question{Kind: f.kind, Provider: s.Provider.Title})
}

// A challengeQuery is the input of credentials/sendOTP of CSC 1, and of
// credentials/getChallenge of CSC 2.
type challengeQuery struct {
	Credential string `json:"credentialID"`
	Factor     string `json:"authObjectID,omitempty"`
}

// send has the service send the person a one-time code. A challenge that comes
// back here instead, to be shown by us, nobody could answer.
func (s *session) send(ctx context.Context, c credential, f factor) error {
	if s.Version == 1 {
		_, err := s.call(ctx, "credentials/sendOTP", s.token, challengeQuery{Credential: c.ID})
		return err
	}
	answered, err := s.call(ctx, "credentials/getChallenge", s.token, challengeQuery{c.ID, f.id})
	if err == nil && len(answered.body) > 0 {
		var shown struct {
			Challenge string `json:"challenge"`
		}
		if err := s.read(answered.body, &shown); err != nil {
			return err
		}
		if shown.Challenge != "" {
			return s.fail(key.ErrAuthorization, shown.Challenge)
		}
	}
	return err
}
