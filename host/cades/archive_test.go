// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
)

// archived is a message at B-LTA.
func archived(t testing.TB, name string) *cms.SignedData {
	t.Helper()
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(name)
	a := w.Augmenter(s)
	sd := sign(t, w, a, s, cades.Signer{}, nil)
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(nil), cades.LevelBLTA))
	return sd
}

func indexOf(t testing.TB, sd *cms.SignedData) *cades.ArchiveIndex {
	t.Helper()
	token, err := tsp.ParseToken(sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3)[0])
	require.NoError(t, err)
	index, err := cades.ArchiveIndexOf(token)
	require.NoError(t, err)
	return index
}

// TestArchiveIndex: whatever was there when it was made cannot be taken away or
// changed, whatever comes later can be told.
func TestArchiveIndex(t *testing.T) {
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		sd := archived(t, name)
		index := indexOf(t, sd)
		si := &sd.SignerInfos[0]
		require.NoError(t, index.Check(sd, si))
		for _, raw := range sd.RawCertificates {
			require.True(t, index.CoversCertificate(raw))
		}
		for _, raw := range sd.CRLs {
			require.True(t, index.CoversRevocationInfo(raw))
		}
		for _, attribute := range si.UnsignedAttrs {
			itself := attribute.Type.EqualASN1OID(cms.OIDArchiveTimeStampV3)
			require.Equal(t, !itself, index.CoversAttribute(attribute, attribute.Values[0]))
		}

		for what, change := range map[string]func(*cms.SignedData){
			"a certificate gone": func(sd *cms.SignedData) { sd.RawCertificates = sd.RawCertificates[1:] },
			"a certificate changed": func(sd *cms.SignedData) {
				sd.RawCertificates[0] = append(sd.RawCertificates[0][:40:40], sd.RawCertificates[1]...)
			},
			"an attribute gone": func(sd *cms.SignedData) {
				sd.SignerInfos[0].UnsignedAttrs = sd.SignerInfos[0].UnsignedAttrs[1:]
			},
			"all evidence gone": func(sd *cms.SignedData) {
				sd.CRLs = nil
				sd.SignerInfos[0].UnsignedAttrs = nil
			},
		} {
			message, err := sd.Marshal(nil)
			require.NoError(t, err)
			changed := parse(t, message)
			change(changed)
			require.ErrorIs(t, index.Check(changed, &changed.SignerInfos[0]), cades.ErrArchiveIndex, what)
		}

		message, err := sd.Marshal(nil)
		require.NoError(t, err)
		changed := parse(t, message)
		changed.SignerInfos[0].Signature[0] ^= 1
		right, err := index.Imprint(index.Hash, sd, si, index.Hash.Sum())
		require.NoError(t, err)
		wrong, err := index.Imprint(index.Hash, changed, &changed.SignerInfos[0], index.Hash.Sum())
		require.NoError(t, err)
		require.NotEqual(t, right, wrong, "the signature itself is in the imprint")
	}
}

// TestTokenWithoutIndex: not every archive time-stamp is of this form.
func TestTokenWithoutIndex(t *testing.T) {
	sd := archived(t, testpki.ECDSAPerson)
	token, err := tsp.ParseToken(sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)[0])
	require.NoError(t, err)
	_, err = cades.ArchiveIndexOf(token)
	require.ErrorIs(t, err, cades.ErrNoArchiveIndex)
}

func TestMalformedValues(t *testing.T) {
	sd := archived(t, testpki.Person)
	attributes := sd.SignerInfos[0].UnsignedAttrs
	index := indexOf(t, sd).Raw
	unknown := bytes.Replace(index, pki.GOST34311.AlgorithmIdentifier().Marshal(), []byte("\x30\x0c\x06\x0a\x2a\x86\x24\x02\x01\x01\x01\x01\x09\x01"), 1)
	_, err := cades.ParseArchiveIndex(unknown)
	require.ErrorIs(t, err, pki.ErrUnknownHash)
	for name, c := range map[string]struct {
		good  []byte
		parse func([]byte) error
	}{
		"index": {index, func(der []byte) error {
			_, err := cades.ParseArchiveIndex(der)
			return err
		}},
		"certificate values": {attributes.Values(cms.OIDCertificateValues)[0], func(der []byte) error {
			_, err := cades.ParseCertificateValues(der)
			return err
		}},
		"revocation values": {attributes.Values(cms.OIDRevocationValues)[0], func(der []byte) error {
			_, _, err := cades.ParseRevocationValues(der)
			return err
		}},
	} {
		require.NoError(t, c.parse(c.good), name)
		for what, der := range map[string][]byte{
			"nothing": nil, "cut short": c.good[:len(c.good)-1], "more behind it": append(c.good[:len(c.good):len(c.good)], 0),
			"no sequence": {4, 0}, "numbers inside": {0x30, 3, 2, 1, 1},
		} {
			require.ErrorIs(t, c.parse(der), cades.ErrMalformed, "%s: %s", name, what)
		}
	}
}

// FuzzValues: whatever the attributes hold, reading them ends, and what is read
// of revocation information can be read as that.
func FuzzValues(f *testing.F) {
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		sd := archived(f, name)
		f.Add(indexOf(f, sd).Raw)
		for _, attribute := range sd.SignerInfos[0].UnsignedAttrs {
			f.Add(attribute.Values[0])
		}
		for _, info := range sd.CRLs {
			f.Add(info)
		}
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		if index, err := cades.ParseArchiveIndex(der); err == nil {
			require.Equal(t, der, index.Raw)
			require.NotNil(t, index.Hash)
		}
		_, _ = cades.ParseCertificateValues(der)
		if responses, lists, err := cades.ParseRevocationValues(der); err == nil {
			require.LessOrEqual(t, len(responses)+len(lists), 512)
		}
		responses, lists := cades.RevocationInfo(&cms.SignedData{CRLs: [][]byte{der}})
		require.LessOrEqual(t, len(responses)+len(lists), 1)
	})
}
