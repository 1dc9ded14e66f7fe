// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"
)

// ChallengeLife is how long a challenge waits for its answer. The page fetches
// it when the visitor has already agreed, so this is ample.
const ChallengeLife = 10 * time.Minute

// serverSkew is how far the clocks of a cabinet's servers may disagree.
const serverSkew = time.Minute

// ChallengeSize is the length of a challenge in octets:
//
//	id      8  of the key that signed it
//	expires 8  Unix time in milliseconds, big-endian
//	random 16  no two are alike
//	mac    32  HMAC-SHA-256 by the key, of all before, the origin and the session
//
// Nothing of a challenge is kept before it is answered, so any server of the cabinet
// can give one and any other take the answer.
const ChallengeSize = authenticated + sha256.Size

// Where the parts of a challenge end.
const (
	endOfID       = 8
	endOfExpires  = endOfID + 8
	authenticated = endOfExpires + 16
)

// NewChallenge makes a challenge for a session of the cabinet: whatever names the
// visitor's browser before he signs in, such as the value of a cookie. The answer
// must come from the same session, so that nobody can be signed in with a stranger's
// answer. An empty session is [ErrSession], for every browser without a name would
// share it; without a good key the error is [ErrKey].
func (v *Verifier) NewChallenge(session string) ([]byte, error) {
	if session == "" {
		return nil, ErrSession
	}
	if len(v.Keys) == 0 || len(v.Keys[0]) < KeySize {
		return nil, ErrKey
	}
	key := v.Keys[0]
	id := key.id()
	challenge := make([]byte, authenticated, ChallengeSize)
	copy(challenge, id[:])
	binary.BigEndian.PutUint64(challenge[endOfID:], uint64(v.now().Add(ChallengeLife).UnixMilli()))
	rand.Read(challenge[endOfExpires:])
	return append(challenge, key.mac(challenge, v.Origin, session)...), nil
}

// Answered uses up a challenge: [Verifier.Login] does so last, as does whoever takes
// answers of another form. The error is [ErrSession], [ErrChallenge], also for one
// that was answered before at any server, or [ErrStore] when nobody can say: then
// nobody may be let in.
func (v *Verifier) Answered(ctx context.Context, challenge []byte, session string) error {
	if session == "" {
		return ErrSession
	}
	now := v.now()
	expires, ok := v.recognise(challenge, session)
	if left := expires.Sub(now); !ok || left <= 0 || left > ChallengeLife+serverSkew {
		return ErrChallenge
	}
	// Kept for so long that no server takes the challenge when it is forgotten.
	name := "challenge:" + base64.RawURLEncoding.EncodeToString(challenge[endOfExpires:authenticated])
	first, err := v.Spent.Add(ctx, name, nil, expires.Add(2*serverSkew))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrStore, err)
	case !first:
		return ErrChallenge
	}
	return nil
}

// recognise tells when a challenge of ours, given to that session, expires.
func (v *Verifier) recognise(challenge []byte, session string) (expires time.Time, ok bool) {
	if len(challenge) != ChallengeSize {
		return time.Time{}, false
	}
	for _, key := range v.Keys {
		id := key.id()
		if len(key) < KeySize || string(id[:]) != string(challenge[:endOfID]) {
			continue
		}
		mac := key.mac(challenge[:authenticated], v.Origin, session)
		if !hmac.Equal(mac, challenge[authenticated:]) {
			return time.Time{}, false
		}
		return time.UnixMilli(int64(binary.BigEndian.Uint64(challenge[endOfID:endOfExpires]))), true
	}
	return time.Time{}, false
}
