// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

func TestWhichCertificateWins(t *testing.T) {
	now := time.Now()
	issued := func(at time.Time) *testpki.Subscriber {
		return testpki.New(func() time.Time { return at }).Subscriber(testpki.Person)
	}
	present, renewed, past := issued(now), issued(now.AddDate(0, 1, 0)), issued(now.AddDate(-4, 0, 0))
	require.True(t, now.After(past.SignCert.NotAfter))
	require.True(t, renewed.SignCert.NotAfter.After(present.SignCert.NotAfter))
	other := testpki.New(time.Now).Subscriber(testpki.FOP).SignCert

	type certificates = []*x509.Certificate
	for _, test := range []struct {
		name                  string
		given, inside, beside certificates
		want                  *x509.Certificate
	}{
		{"none", nil, nil, nil, nil},
		{"inside", nil, certificates{present.SignCert}, nil, present.SignCert},
		{"beside", nil, nil, certificates{other, present.SignCert}, present.SignCert},
		{"another's beside", nil, nil, certificates{other}, nil},
		{"inside before beside", nil, certificates{present.SignCert}, certificates{renewed.SignCert}, present.SignCert},
		{"beside, for that inside has expired", nil, certificates{past.SignCert}, certificates{present.SignCert}, present.SignCert},
		{"inside, for both have expired", nil, certificates{past.SignCert}, certificates{past.SignCert}, past.SignCert},
		{"given", certificates{renewed.SignCert}, certificates{present.SignCert}, nil, renewed.SignCert},
		{"given, though it has expired", certificates{past.SignCert}, certificates{present.SignCert}, certificates{present.SignCert}, past.SignCert},
		{"given for nobody", certificates{other}, certificates{present.SignCert}, nil, present.SignCert},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			for i, c := range test.beside {
				require.NoError(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.cer", i)), c.Raw, 0o600))
			}
			c := &call{Program: Program{Now: func() time.Time { return now }}}
			p := &pairing{call: c, file: filepath.Join(folder, "Key-6.dat"), given: test.given}
			got := p.pair([]key.Key{key.New(present.SignKey, test.inside...)})
			require.Len(t, got, 1)
			assert.True(t, got[0].Certificate.Equal(test.want), "%v", got[0].Certificate)
		})
	}
}

// TestBesideIsBounded: a folder of downloads is no reason to wait, and nothing
// in it one to complain.
func TestBesideIsBounded(t *testing.T) {
	certificate := testpki.New(time.Now).Subscriber(testpki.Person).SignCert
	folder := t.TempDir()
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
	write("0.CER", certificate.Raw)
	write("1.pem", []byte("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n"))
	write("2.der", append(bytes.Clone(certificate.Raw), make([]byte, maxBesideSize)...))
	write("3.txt", certificate.Raw)
	require.NoError(t, os.Mkdir(filepath.Join(folder, "4.crt"), 0o700))
	for i := range maxBeside {
		write(fmt.Sprintf("z%02d.cer", i), certificate.Raw)
	}
	file := filepath.Join(folder, "Key-6.dat")
	assert.Len(t, besideKey(file), maxBeside)
	assert.Len(t, certificatesBeside(file), maxBeside-3, "the first ones, and of them those that can be read")
	assert.Empty(t, certificatesBeside(filepath.Join(folder, "no such folder", "Key-6.dat")))
}

func TestKeyIDsBeside(t *testing.T) {
	ids := testpki.New(time.Now).Files()["Key-11.dat"]
	for _, test := range []struct{ file, companion string }{
		{"Key-6.dat", "Key-11.dat"},
		{"KEY-6.DAT", "key-11.dat"},
		{"Key-6 (2).dat", "Key-11 (2).dat"},
		{"director.Key-6.dat", "director.Key-11.dat"},
		{"Key-6 (2).dat", ""},
		{"my.dat", ""},
	} {
		t.Run(test.file, func(t *testing.T) {
			folder := t.TempDir()
			if test.companion == "" {
				require.NoError(t, os.WriteFile(filepath.Join(folder, "Key-11.dat"), ids, 0o600))
				_, name := keyIDsBeside(filepath.Join(folder, test.file))
				assert.Empty(t, name, "another key's")
				return
			}
			require.NoError(t, os.WriteFile(filepath.Join(folder, test.companion), ids, 0o600))
			found, name := keyIDsBeside(filepath.Join(folder, test.file))
			assert.Len(t, found, 2)
			assert.Equal(t, filepath.Join(folder, test.companion), name)
		})
	}
}

// TestDocumentChangedWhileItIsHashed: the signature would be one over what
// never was the document.
func TestDocumentChangedWhileItIsHashed(t *testing.T) {
	p := testpki.New(time.Now)
	person := p.Subscriber(testpki.Person)
	for _, detached := range []bool{false, true} {
		t.Run(fmt.Sprint("detached ", detached), func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "document")
			require.NoError(t, os.WriteFile(name, []byte("Договір"), 0o600))
			s := &signing{
				candidate: key.Candidate{Key: key.New(person.SignKey), Certificate: person.SignCert},
				hash:      pki.GOST34311,
				call:      &call{Program: Program{Now: time.Now}},
			}
			begin := s.document
			if detached {
				begin = s.apart
			}
			err := s.batches(&editing{Context: t.Context(), file: name}, []string{name}, []string{name + ".p7s"}, begin)
			require.ErrorIs(t, err, errDocumentChanged)
			assert.NoFileExists(t, name+".p7s")
		})
	}
}

// editing is a context in which a file grows when it is first read.
type editing struct {
	context.Context
	file string
	done bool
}

func (e *editing) Err() error {
	if !e.done {
		e.done = true
		f, err := os.OpenFile(e.file, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		if _, err := f.WriteString(" з додатком"); err != nil {
			return err
		}
	}
	return e.Context.Err()
}

func TestInternalErrorsTellWhatTheyAre(t *testing.T) {
	c := &call{words: words("en")}
	f := c.fault(fmt.Errorf("something nobody foresaw"))
	assert.Equal(t, "internal", f.Code)
	assert.Equal(t, "something nobody foresaw", f.Detail)
}
