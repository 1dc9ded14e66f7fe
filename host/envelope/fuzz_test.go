// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope_test

import (
	"bytes"
	"crypto/x509"
	"io"
	"testing"

	"github.com/pidpys/pidpys/host/envelope"
)

func FuzzOpen(f *testing.F) {
	sender, to := national()
	recipients := []envelope.Recipient{to}
	var certs []*x509.Certificate
	for _, r := range international(f) {
		recipients, certs = append(recipients, r), append(certs, r.Certificate)
		f.Add(seal(f, []byte("content"), envelope.Options{}, r.Certificate))
	}
	f.Add(seal(f, []byte("content"), envelope.Options{Senders: []envelope.Recipient{sender}}, append(certs, to.Certificate)...))
	f.Add(seal(f, []byte("content"), envelope.Options{Senders: []envelope.Recipient{sender}, Kalyna: true}, to.Certificate))
	f.Add([]byte("0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80\x30\x80\x02\x01\x00\x31\x00"))
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := envelope.Open(bytes.NewReader(message), recipients, nil)
		if err != nil {
			return
		}
		n, _ := io.Copy(io.Discard, r)
		if n > int64(len(message)) {
			t.Fatalf("%d octets out of %d", n, len(message))
		}
	})
}
