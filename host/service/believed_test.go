// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhoseReceiptsAreBelieved tells a receipt that somebody forged from one whose
// certificate has expired since, and from one of somebody else.
func TestWhoseReceiptsAreBelieved(t *testing.T) {
	day := time.Date(2026, 8, 3, 12, 0, 0, 0, time.UTC)
	authorities := testpki.New(func() time.Time { return day })
	ours := testpki.TaxServiceEDRPOU
	for name, tt := range map[string]struct {
		by, service string
		verifier    validation.Verifier
		want        error
	}{
		"the service's":                      {testpki.TaxService, ours, validation.Verifier{At: day, NoRevocation: true}, nil},
		"once its certificate expired":       {testpki.TaxService, ours, validation.Verifier{At: day.AddDate(3, 0, 0)}, protocol.Fail(protocol.ReceiptUnproven)},
		"nobody knows whether it is revoked": {testpki.TaxService, ours, validation.Verifier{At: day}, protocol.Fail(protocol.StatusUnavailable)},
		"another organisation's stamp":       {testpki.Stamp, ours, validation.Verifier{At: day, NoRevocation: true}, protocol.Fail(protocol.ReceiptForeign)},
		"a person's of that organisation":    {testpki.Director, "00000055", validation.Verifier{At: day, NoRevocation: true}, protocol.Fail(protocol.ReceiptForeign)},
		"where there is no service":          {testpki.Person, "", validation.Verifier{At: day, NoRevocation: true}, protocol.Fail(protocol.ReceiptForeign)},
	} {
		t.Run(name, func(t *testing.T) {
			part, err := dpstest.Sign(authorities.Subscriber(tt.by), []byte("Прийнято пакет."), day)
			require.NoError(t, err)
			signed, _, err := dps.First(part)
			require.NoError(t, err)
			tt.verifier.Trust = authorities.Trust()
			judged, err := tt.verifier.Verify(t.Context(), bytes.NewReader(signed.Data), nil, nil)
			require.NoError(t, err)
			s := &session{Config: Config{TaxService: tt.service}}
			if err := s.byTaxService(judged); tt.want != nil {
				assert.ErrorIs(t, err, tt.want)
			} else {
				assert.NoError(t, err)
			}
		})
	}
	assert.ErrorIs(t, (&session{}).byTaxService(new(validation.Report)), protocol.Fail(protocol.ReceiptUnsigned))
}
