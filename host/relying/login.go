// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/login"
)

// MaxSkew is how far the clocks of a visitor and of the cabinet may disagree.
// The challenge makes a login fresh; the time only guards against a clock so
// wrong that nothing else it says can be believed.
const MaxSkew = 10 * time.Minute

// Login verifies a login token: DER of an attached signature of a login
// statement. session is the one for which the challenge was made, never empty.
// A nil error means that the owner of the visitor's certificate agreed, in his
// Pidpys window, to sign in to this cabinet from this session just now; with
// [Verifier.RemoteLogins] less, see there.
//
// The challenge is used up only by a token that is right in all else. When nobody
// can say whether it was used up before, the error is [ErrStore].
func (v *Verifier) Login(ctx context.Context, session string, token []byte) (Visitor, error) {
	if session == "" {
		return Visitor{}, ErrSession
	}
	contentTypes := []x509.OID{login.OID}
	if v.RemoteLogins {
		contentTypes = append(contentTypes, idData)
	}
	content, visitor, err := v.token(ctx, token, login.MaxStatement, contentTypes...)
	if err != nil {
		return Visitor{}, err
	}
	statement, err := login.Parse(content)
	if err != nil {
		return Visitor{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if statement.Origin != v.Origin {
		return Visitor{}, ErrOtherOrigin
	}
	if top := statement.TopOrigin; top != "" && top != v.Origin && !slices.Contains(v.TopOrigins, top) {
		return Visitor{}, fmt.Errorf("%w: shown inside a page of another", ErrOtherOrigin)
	}
	if statement.Time.Sub(v.now()).Abs() > MaxSkew {
		return Visitor{}, ErrTime
	}
	if err := v.Answered(ctx, statement.Challenge, session); err != nil {
		return Visitor{}, err
	}
	return visitor, nil
}
