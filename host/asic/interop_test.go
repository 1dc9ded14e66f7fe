// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDSSContainers: what DSS wrote, and what its own tests say of it. Its root
// is not at hand; the issuer's certificate in the containers stands for it.
func TestDSSContainers(t *testing.T) {
	odd := []asic.Code{asic.MimetypeMisplaced}
	for name, want := range map[string]struct {
		kind       asic.Kind
		indication validation.Indication
		sub        validation.SubIndication
		errors     []asic.Code
		documents  []string
		uncovered  []string
		oddities   []asic.Code
	}{
		"onefile-ok.asice":    {asic.Extended, validation.TotalPassed, "", nil, []string{"test.text"}, nil, odd},
		"onefile-ok.asics":    {asic.Simple, validation.TotalPassed, "", nil, []string{"test.text"}, nil, odd},
		"multifiles-ok.asice": {asic.Extended, validation.TotalPassed, "", nil, []string{"test.text", "test2.text"}, nil, odd},
		"asice-cades-new-line-mimetype": {asic.Extended, validation.TotalPassed, "", nil,
			[]string{"test.text", "test2.text", "emptyByteArray"}, nil, []asic.Code{asic.MimetypeMisplaced, asic.MimetypeForm}},
		"brokenReference.asice": {asic.Extended, validation.TotalFailed, validation.HashFailure,
			[]asic.Code{asic.DocumentChanged}, []string{"test.text: document-changed", "test2.text"}, nil, odd},
		"removedReference.asice": {asic.Extended, validation.Indeterminate, validation.SignedDataNotFound,
			[]asic.Code{asic.DocumentMissing}, []string{"test.text: document-missing", "test2.text"}, nil, odd},
		"brokenReferenceAndAlteredManifest.asice": {asic.Extended, validation.TotalFailed, validation.FormatFailure,
			[]asic.Code{asic.ManifestMissing, asic.ManifestMalformed}, nil, []string{"test.text", "test2.text"}, odd},
	} {
		t.Run(name, func(t *testing.T) {
			data := interop.Read(t, "pki/dss-asic/"+name)
			v := &validation.Verifier{Trust: issuersWithin(t, data), NoRevocation: true}
			v.At = time.Date(2019, 12, 1, 0, 0, 0, 0, time.UTC)
			if name == "asice-cades-new-line-mimetype" {
				v.At = v.At.AddDate(0, 6, 0)
			}
			report, err := asic.Verify(context.Background(), v, bytes.NewReader(data), int64(len(data)))
			require.NoError(t, err)
			assert.Equal(t, want.kind, report.Container.Kind)
			assert.Equal(t, want.oddities, report.Container.Oddities)
			assert.Equal(t, want.uncovered, report.Uncovered)
			require.Len(t, report.Signatures, 1)
			got := report.Signatures[0]
			assert.Equal(t, want.indication, got.Indication, "%v", got.Errors)
			assert.Equal(t, want.sub, got.SubIndication)
			assert.Equal(t, want.errors, codes(got.Errors))
			assert.Equal(t, want.documents, names(got.Documents))
			assert.Equal(t, want.indication == validation.TotalPassed, report.Passed())
			assert.Equal(t, want.indication == validation.TotalPassed, got.Intact)
		})
	}
}

// issuersWithin trusts the issuers whose certificates the signatures bring.
func issuersWithin(t *testing.T, data []byte) *pki.Trust {
	t.Helper()
	var anchors []pki.Anchor
	for _, s := range open(t, data).Signatures {
		r, err := s.Open()
		require.NoError(t, err)
		defer r.Close()
		message, err := cms.NewReader(r)
		require.NoError(t, err)
		sd, err := message.SignedData()
		require.NoError(t, err)
		for _, cert := range sd.Certificates {
			if pki.IsCA(cert) {
				anchor, err := pki.AnchorOf(cert)
				require.NoError(t, err)
				anchors = append(anchors, anchor)
			}
		}
	}
	return pki.NewTrust(anchors, nil)
}
