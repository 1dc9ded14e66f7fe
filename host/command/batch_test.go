// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// A faraway key is kept by a provider, which signs few digests by one confirmation.
type faraway struct {
	key.Key
	most    int
	whole   *testpki.Subscriber // who makes signatures whole; nil: they are bare
	refused string              // the label of what is not signed
	asked   [][]string          // the labels of each confirmation
}

func (*faraway) ConfirmedAt() string { return "Небо" }
func (f *faraway) MaxDigests() int   { return f.most }
func (f *faraway) AnswersCMS() bool  { return f.whole != nil }

func (f *faraway) Sign(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	var labels []string
	results := make([]key.Result, len(digests))
	for i, d := range digests {
		labels = append(labels, d.Label)
		switch {
		case d.Label == f.refused:
			results[i].Err = &key.ProviderError{Err: key.ErrProvider, Provider: "Небо"}
		case f.whole != nil:
			results[i].CMS, results[i].Err = f.wholeSignature(ctx, d)
		default:
			one, err := f.Key.Sign(ctx, []key.Digest{d})
			if err != nil {
				return nil, err
			}
			results[i] = one[0]
		}
	}
	f.asked = append(f.asked, labels)
	return results, nil
}

// wholeSignature is a detached CMS over a digest.
func (f *faraway) wholeSignature(ctx context.Context, d key.Digest) ([]byte, error) {
	signer := cades.Signer{Certificate: f.whole.SignCert, Hash: d.Hash, Detached: true, SigningTime: time.Now()}
	prepared, err := signer.Prepare(d.Value)
	if err != nil {
		return nil, err
	}
	results, err := f.Key.Sign(ctx, []key.Digest{{Hash: prepared.Hash(), Value: prepared.Digest()}})
	if err != nil {
		return nil, err
	}
	message, err := prepared.Finish(results[0].Raw)
	if err != nil {
		return nil, err
	}
	return message.Marshal(nil)
}

// far is a signing with a key that a provider keeps.
func far(who *testpki.Subscriber, k *faraway) *signing {
	k.Key = key.New(who.SignKey)
	return &signing{
		candidate: key.Candidate{Key: k, Certificate: who.SignCert}, level: cades.LevelBB,
		call: &call{Program: Program{Now: time.Now}, words: words("en"), out: io.Discard, stdout: io.Discard},
	}
}

// write makes files that are to be signed.
func write(t *testing.T, number int) (names, targets []string) {
	t.Helper()
	folder := t.TempDir()
	for i := range number {
		name := filepath.Join(folder, fmt.Sprint(i))
		require.NoError(t, os.WriteFile(name, []byte(fmt.Sprint("Договір ", i)), 0o600))
		names, targets = append(names, name), append(targets, name+".p7s")
	}
	return names, targets
}

func TestDocumentsOfOneConfirmation(t *testing.T) {
	p := testpki.New(time.Now)
	who := p.Subscriber(testpki.Person)
	for name, whole := range map[string]*testpki.Subscriber{"bare": nil, "whole": who} {
		t.Run(name, func(t *testing.T) {
			k := &faraway{most: 2, whole: whole}
			s := far(who, k)
			names, targets := write(t, 5)
			require.NoError(t, s.batches(t.Context(), names, targets, s.document))
			assert.Equal(t, [][]string{{"0", "1"}, {"2", "3"}, {"4"}}, k.asked)
			assert.Len(t, s.done, 5)
			for i, target := range targets {
				m, err := openMessage(target, "")
				require.NoError(t, err)
				defer m.Close()
				sum, err := m.Digest(t.Context(), pki.GOST34311)
				require.NoError(t, err)
				assert.Equal(t, pki.GOST34311.Sum([]byte(fmt.Sprint("Договір ", i))), sum, "the document is inside")
			}
		})
	}
}

// TestPartOfAConfirmation: what was signed is written, and what was not is told.
func TestPartOfAConfirmation(t *testing.T) {
	k := &faraway{most: 4, refused: "1"}
	s := far(testpki.New(time.Now).Subscriber(testpki.ECDSAPerson), k)
	names, targets := write(t, 5)
	require.ErrorIs(t, s.batches(t.Context(), names, targets, s.apart), key.ErrProvider)
	assert.Len(t, k.asked, 1, "nobody is asked to confirm more")
	assert.Len(t, s.done, 3)
	assert.Equal(t, []string{names[1], names[4]}, s.left(names))
	assert.NoFileExists(t, targets[1])
	assert.FileExists(t, targets[3])
}

// TestNothingIsConfirmedForAFileThatIsNotThere: not even the others of its batch.
func TestNothingIsConfirmedForAFileThatIsNotThere(t *testing.T) {
	k := &faraway{most: 4}
	s := far(testpki.New(time.Now).Subscriber(testpki.ECDSAPerson), k)
	names, targets := write(t, 2)
	names = append(names, filepath.Join(t.TempDir(), "missing"))
	require.ErrorIs(t, s.batches(t.Context(), names, append(targets, "none"), s.document), os.ErrNotExist)
	assert.Empty(t, k.asked)
}

// TestAWholeSignatureOfAnotherDocument: what a provider makes of another digest is
// nobody's signature.
func TestAWholeSignatureOfAnotherDocument(t *testing.T) {
	who := testpki.New(time.Now).Subscriber(testpki.Person)
	k := &faraway{most: 2, whole: who}
	s := far(who, k)
	message, err := k.wholeSignature(t.Context(), key.Digest{Hash: pki.GOST34311, Value: pki.GOST34311.Sum([]byte("another"))})
	require.NoError(t, err)
	_, err = adoption{s.signer(), pki.GOST34311.Sum([]byte("this"))}.Finish(message)
	assert.ErrorIs(t, err, cades.ErrBroken)
}
