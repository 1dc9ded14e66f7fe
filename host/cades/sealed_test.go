// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"encoding/asn1"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// TestSealed: what archive time-stamps of other forms are over stays as it is.
func TestSealed(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	old := sign(t, w, a, s, cades.Signer{}, content)
	versionTwo := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 48}
	old.SignerInfos[0].UnsignedAttrs = cms.Attributes{cms.NewAttribute(versionTwo, []byte{0x30, 0})}
	uapki := parse(t, interop.Read(t, "pki/uapki-generated/uapki-cades-a-attached.p7s"))
	for name, sd := range map[string]*cms.SignedData{"version 2": old, "UAPKI": uapki} {
		t.Run(name, func(t *testing.T) {
			before := cadestest.Marshal(t, sd, content)
			for _, level := range levels[1:] {
				require.ErrorIs(t, refused(t, a, sd, content, level), cades.ErrSealed)
			}
			signer := cades.Signer{Certificate: s.SignCert, SigningTime: w.Now()}
			h, err := signer.ContentHash()
			require.NoError(t, err)
			prepared, err := signer.Prepare(h.Sum(content))
			require.NoError(t, err)
			require.ErrorIs(t, prepared.FinishInto(sd, cadestest.Answer(t, s.SignKey, prepared)), cades.ErrSealed)
			counter, err := signer.PrepareCounter(&sd.SignerInfos[0])
			require.NoError(t, err)
			require.ErrorIs(t, counter.Finish(sd, 0, cadestest.Answer(t, s.SignKey, counter)), cades.ErrSealed)
			require.Equal(t, before, cadestest.Marshal(t, sd, content))
		})
	}

	var out bytes.Buffer
	attached := cadestest.Marshal(t, old, content)
	require.ErrorIs(t, cades.Detach(t.Context(), bytes.NewReader(attached), &out, &out), cades.ErrSealed)
	old.Detached = true
	detached := cadestest.Marshal(t, old, nil)
	require.ErrorIs(t, cades.Attach(t.Context(), bytes.NewReader(detached), bytes.NewReader(content), &out), cades.ErrSealed)
	require.Zero(t, out.Len())

	theirs := interop.Read(t, "pki/uapki-generated/uapki-cades-a-attached.p7s")
	require.NoError(t, cades.Detach(t.Context(), bytes.NewReader(theirs), io.Discard, io.Discard), "theirs is over the content wherever it lies")
}
