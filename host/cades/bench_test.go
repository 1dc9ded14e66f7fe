// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
)

// canned answers at once what it was answered before: what is left is our own
// work. Its tokens are of other digests.
type canned struct {
	stamps   map[string]*tsp.Token
	statuses map[string]status.Answer
	*cades.Augmenter
	stamper cades.Stamper
	source  cades.Statuses
}

func (c *canned) Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	if token, ok := c.stamps[string(digest)]; ok {
		return token, nil
	}
	token, err := c.stamper.Stamp(ctx, h, digest)
	c.stamps[string(digest)] = token
	return token, err
}

func (c *canned) CheckAll(ctx context.Context, questions []status.Question) ([]status.Answer, []error) {
	answers := make([]status.Answer, len(questions))
	for i, q := range questions {
		answer, ok := c.statuses[string(q.Certificate.Raw)]
		if !ok {
			return c.remember(ctx, questions)
		}
		answers[i] = answer
	}
	return answers, make([]error, len(questions))
}

func (c *canned) remember(ctx context.Context, questions []status.Question) ([]status.Answer, []error) {
	answers, errs := c.source.CheckAll(ctx, questions)
	for i, q := range questions {
		if errs[i] == nil {
			c.statuses[string(q.Certificate.Raw)] = answers[i]
		}
	}
	return answers, errs
}

// BenchmarkLevels signs a short document at each level: with all services on
// loopback, and without them, when only our own work is left.
func BenchmarkLevels(b *testing.B) {
	content := bytes.Repeat([]byte("content "), 128)
	w := cadestest.NewTown(b, testpki.ServicesOptions{})
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson, testpki.RSAPerson} {
		s := w.Subscriber(name)
		for _, network := range []string{"loopback", "none"} {
			a := w.Augmenter(s)
			if network == "none" {
				c := &canned{
					stamps: map[string]*tsp.Token{}, statuses: map[string]status.Answer{},
					stamper: a.TSA, source: a.Status,
				}
				a.TSA, a.Status = c, c
			}
			for _, level := range levels {
				b.Run(fmt.Sprintf("%s/%s/%s", name, network, level), func(b *testing.B) {
					signed := sign(b, w, a, s, cades.Signer{}, content)
					// The same signature every time, so that answers fit.
					augment := func() {
						sd := *signed
						require.NoError(b, a.Augment(b.Context(), &sd, cadestest.DigestsOf(content), level))
					}
					augment()
					for b.Loop() {
						if network == "loopback" {
							signed = sign(b, w, a, s, cades.Signer{}, content)
						} else {
							sign(b, w, nil, s, cades.Signer{}, content)
						}
						augment()
					}
				})
			}
		}
	}
}

// BenchmarkSign32 signs 32 octets at B-B with a key that is open, and the fault
// checks that the program does, and writes the message with the content inside.
func BenchmarkSign32(b *testing.B) {
	content := bytes.Repeat([]byte{0x5a}, 32)
	for _, curve := range []*dstu4145.Curve{dstu4145.M257(), dstu4145.M431()} {
		b.Run(curve.Name(), func(b *testing.B) {
			id := cadestest.NewDSTU(b, curve, nil)
			k := key.New(id.Key, id.Certificate)
			b.ReportAllocs()
			for b.Loop() {
				signer := cades.Signer{Certificate: id.Certificate, SigningTime: time.Unix(1_800_000_000, 0)}
				h, err := signer.ContentHash()
				require.NoError(b, err)
				prepared, err := signer.Prepare(h.Sum(content))
				require.NoError(b, err)
				results, err := k.Sign(b.Context(), []key.Digest{{Hash: prepared.Hash(), Value: prepared.Digest()}})
				require.NoError(b, err)
				require.NoError(b, results[0].Err)
				signed, err := prepared.Finish(results[0].Raw)
				require.NoError(b, err)
				_, err = signed.Marshal(content)
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkExtend streams large files to B-LTA.
func BenchmarkExtend(b *testing.B) {
	w := cadestest.NewTown(b, testpki.ServicesOptions{})
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		s := w.Subscriber(name)
		a := w.Augmenter(s)
		for _, size := range []int64{10 << 20, 1 << 30} {
			b.Run(fmt.Sprintf("%s/%dMiB", name, size>>20), func(b *testing.B) {
				b.SetBytes(size)
				b.ReportAllocs()
				h := pki.DefaultHash(s.SignKey.Public())
				state := h.New()
				_, err := io.Copy(state, &pattern{size: size})
				require.NoError(b, err)
				signature, err := signDigest(b, w, s, cades.Signer{Detached: true}, state.Sum(nil)).Marshal(nil)
				require.NoError(b, err)
				for b.Loop() {
					require.NoError(b, a.Extend(b.Context(), bytes.NewReader(signature), &pattern{size: size}, io.Discard, cades.LevelBLTA))
				}
			})
		}
	}
}
