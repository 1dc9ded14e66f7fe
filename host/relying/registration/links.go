// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registration

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
)

// LinkLife is how long a link is good. Letters may be late, and a cabinet keeps the
// application as long.
const LinkLife = 24 * time.Hour

// MaxLetters is for how many letters an hour an address gets links: who types it may
// not be whose it is. Small letters and capitals are one address here, as they are at
// nearly every post office (RFC 5321 section 2.4 leaves it to them).
const MaxLetters = 5

// ApplicationID is the length of what names an application, in octets.
const ApplicationID = 16

// Links confirms addresses of e-mail: whoever opens a link has read the letter that it
// was sent in. Nothing of a link is kept before it is used, so any server of the portal can
// make one and any other take it.
//
// A link confirms an address and does nothing else. It must not sign in whoever opens
// it, who may sit at another computer, or be another: then nobody can plant a session by a letter, nor
// take one from it. The page behind it asks to press a button, for programs that look at letters open links too.
type Links struct {
	// Keys are the portal's: those of its [relying.Verifier], or others. The first
	// makes links, all are believed. One that is replaced stays for [LinkLife], which is
	// longer than its challenges need it.
	Keys   []relying.Key
	Origin string // of the portal, "https://portal.example"
	// Spent remembers which links were used, and how many letters an address got.
	// Servers that answer for one portal share one.
	Spent store.Store
	Now   func() time.Time // nil is time.Now
}

// Errors of links. Which it is may be told to whoever opened one.
var (
	ErrLink        = errors.New("registration: not a link of this portal, or not for this address")
	ErrLinkExpired = errors.New("registration: the link has expired")
	ErrLinkUsed    = errors.New("registration: the link was used already")
	ErrLetters     = errors.New("registration: too many letters to this address")
)

// The labels of the key's uses.
const (
	linkLabel    = "pidpys e-mail link v1\x00"
	addressLabel = "pidpys e-mail link address v1\x00"
)

// Where the parts of a link end, in octets:
//
//	expires     8  Unix time in milliseconds, big-endian
//	random      16 no two are alike
//	application 16 that it belongs to
//	address     16 of a MAC of the address, so that the link does not tell it
//	mac         32 HMAC-SHA-256 of all before and the origin
const (
	endOfExpires     = 8
	endOfRandom      = endOfExpires + 16
	endOfApplication = endOfRandom + ApplicationID
	authenticated    = endOfApplication + 16
	linkSize         = authenticated + sha256.Size
)

// NewApplicationID names an application, so that no other can be named by guessing.
func NewApplicationID() string {
	var id [ApplicationID]byte
	rand.Read(id[:])
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// New makes a link, of letters that need no escape in a URL, for an application and the
// address that it gave. In a URL it belongs behind the "#", which browsers send
// to no server: then no log and no Referer has it. The error is [ErrEmail], [ErrLetters],
// [relying.ErrKey] or [relying.ErrStore].
func (l *Links) New(ctx context.Context, application, email string) (string, error) {
	id, err := base64.RawURLEncoding.DecodeString(application)
	if address, bad := ParseEmail(email); bad != nil || address != email {
		return "", ErrEmail
	}
	switch {
	case err != nil || len(id) != ApplicationID:
		return "", errors.New("registration: no name of an application")
	case len(l.Keys) == 0 || len(l.Keys[0]) < relying.KeySize:
		return "", relying.ErrKey
	}
	now := l.now()
	if err := l.spend(ctx, email, now); err != nil {
		return "", err
	}
	octets := make([]byte, authenticated, linkSize)
	binary.BigEndian.PutUint64(octets, uint64(now.Add(LinkLife).UnixMilli()))
	rand.Read(octets[endOfExpires:endOfRandom])
	copy(octets[endOfRandom:], id)
	copy(octets[endOfApplication:], l.address(l.Keys[0], octets, email))
	octets = append(octets, l.Keys[0].MAC(linkLabel, octets, l.Origin)...)
	return base64.RawURLEncoding.EncodeToString(octets), nil
}

// address is the MAC of an address in one link.
func (l *Links) address(key relying.Key, octets []byte, email string) []byte {
	return key.MAC(addressLabel, octets[:endOfApplication], email)[:authenticated-endOfApplication]
}

// spend counts a letter to an address, each of which takes a place of the present hour.
func (l *Links) spend(ctx context.Context, email string, now time.Time) error {
	sum := sha256.Sum256([]byte(strings.ToLower(email)))
	hour := now.Truncate(time.Hour)
	for i := range MaxLetters {
		name := "letter:" + base64.RawURLEncoding.EncodeToString(sum[:]) + ":" + strconv.FormatInt(hour.Unix(), 10) + ":" + strconv.Itoa(i)
		free, err := l.Spent.Add(ctx, name, nil, hour.Add(2*time.Hour))
		if err != nil {
			return fmt.Errorf("%w: %w", relying.ErrStore, err)
		}
		if free {
			return nil
		}
	}
	return ErrLetters
}

// An OpenedLink is a link that this portal made and that has not expired. It may
// have been used.
type OpenedLink struct {
	Application string
	octets      []byte
	key         relying.Key
}

// Open reads a link without using it up. The error is [ErrLink] or [ErrLinkExpired].
func (l *Links) Open(link string) (*OpenedLink, error) {
	if len(link) != base64.RawURLEncoding.EncodedLen(linkSize) { // the decoder passes over line ends
		return nil, ErrLink
	}
	octets, err := base64.RawURLEncoding.Strict().DecodeString(link)
	if err != nil || len(octets) != linkSize {
		return nil, ErrLink
	}
	for _, key := range l.Keys {
		if len(key) < relying.KeySize || !hmac.Equal(key.MAC(linkLabel, octets[:authenticated], l.Origin), octets[authenticated:]) {
			continue
		}
		if !l.now().Before(time.UnixMilli(int64(binary.BigEndian.Uint64(octets)))) {
			return nil, ErrLinkExpired
		}
		return &OpenedLink{base64.RawURLEncoding.EncodeToString(octets[endOfRandom:endOfApplication]), octets, key}, nil
	}
	return nil, ErrLink
}

// Use uses a link up, for the address that its application has now. The error is
// [ErrLink] where that is another since, [ErrLinkUsed], or [relying.ErrStore] when nobody
// can say: then nothing is confirmed.
func (l *Links) Use(ctx context.Context, o *OpenedLink, email string) error {
	if !hmac.Equal(l.address(o.key, o.octets, email), o.octets[endOfApplication:authenticated]) {
		return ErrLink
	}
	expires := time.UnixMilli(int64(binary.BigEndian.Uint64(o.octets)))
	name := "link:" + base64.RawURLEncoding.EncodeToString(o.octets[endOfExpires:endOfRandom])
	first, err := l.Spent.Add(ctx, name, nil, expires.Add(serverSkew))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", relying.ErrStore, err)
	case !first:
		return ErrLinkUsed
	}
	return nil
}

// serverSkew is how far the clocks of a portal's servers may disagree.
const serverSkew = time.Minute

func (l *Links) now() time.Time {
	if l.Now == nil {
		return time.Now()
	}
	return l.Now()
}
