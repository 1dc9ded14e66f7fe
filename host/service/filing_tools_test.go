// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOpenSSLReadsAPart: another implementation accepts what is in a signed part, where it
// can: made with keys of ECDSA and RSA.
func TestOpenSSLReadsAPart(t *testing.T) {
	tool := interop.NewTool(t, "openssl")
	report := taxReport(t)
	for _, who := range []string{testpki.ECDSAPerson, testpki.RSAPerson} {
		part, _ := files(t, who, report, frame{"role": "director"})
		read, rest, err := dps.First(part)
		require.NoError(t, err)
		assert.Empty(t, rest)
		openssl, s := tool.In(t), authorities().Subscriber(who)
		openssl.WritePEM("root.pem", "CERTIFICATE", s.Chain[0].Raw, s.Chain[1].Raw)
		openssl.Write("message", read.Data)
		openssl.Run(fmt.Sprintf("cms -verify -binary -inform DER -CAfile root.pem -purpose any -cades -attime %d -out out -in message", today.Unix()))
		assert.Equal(t, report, openssl.Read("out"), who)
	}
}
