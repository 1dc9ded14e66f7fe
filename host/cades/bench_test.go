// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
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
