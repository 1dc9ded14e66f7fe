// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

var errSeveralKeys = errors.New("several keys can sign")

// A notCertificateError names a file in which no certificate can be read.
type notCertificateError struct{ file string }

func (e *notCertificateError) Error() string { return e.file + ": no certificate" }

// keyFlags are how a command line names a key: FILE or "file:FILE", the
// password's file, and certificates kept beside it.
type keyFlags struct {
	password     string
	certificates list
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ", ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func (k *keyFlags) register(f *flag.FlagSet) {
	f.StringVar(&k.password, "password-file", "", "")
	f.Var(&k.certificates, "cert", "")
}

// files are those that the flags name.
func (k *keyFlags) files() []string {
	if k.password == "" {
		return k.certificates
	}
	return append([]string{k.password}, k.certificates...)
}

// keyFile is the file that the name of a key means.
func keyFile(name string) string { return strings.TrimPrefix(name, container.Scheme+":") }

// opened is a key file whose password was right.
type opened struct {
	key.Store
	given      []*x509.Certificate // by --cert
	candidates []key.Candidate
}

// open opens the key that name means and pairs its keys with certificates.
// The caller closes it.
func (c *call) open(ctx context.Context, name string, flags keyFlags) (*opened, error) {
	given, err := certificateFiles(flags.certificates)
	if err != nil {
		return nil, err
	}
	source := container.NewSource(func(_ context.Context, ref key.Ref) ([]byte, error) {
		return readFile(ref.Name(), container.MaxSize)
	})
	ref := key.NewRef(container.Scheme, keyFile(name))
	store, err := source.Open(ctx, ref, terminal{call: c, file: flags.password})
	if err != nil {
		return nil, err
	}
	keys, err := store.Keys(ctx)
	if err != nil {
		store.Close()
		return nil, err
	}
	return &opened{store, given, key.Choose(keys, given)}, nil
}

// signing returns the candidate to sign with: the only one whose certificate
// allows it, else the only one of these whose certificate was given by --cert.
// Given certificates of which none belongs to a key here are a mistake, and not
// passed over: the signature would be another than was meant.
func (o *opened) signing() (key.Candidate, error) {
	if len(o.given) > 0 && !slices.ContainsFunc(o.candidates, o.fits) {
		return key.Candidate{}, protocol.Fail(protocol.CertificateMismatch)
	}
	var able, named []key.Candidate
	for _, candidate := range o.candidates {
		switch {
		case candidate.Selected:
			return candidate, nil
		case candidate.Certificate != nil && candidate.Usage&key.Sign != 0:
			able = append(able, candidate)
			if slices.ContainsFunc(o.given, candidate.Certificate.Equal) {
				named = append(named, candidate)
			}
		}
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(able) > 1:
		return key.Candidate{}, errSeveralKeys
	}
	for _, candidate := range o.candidates {
		switch {
		case candidate.Certificate != nil || candidate.Usage == key.Agree:
		case len(o.given) > 0:
			return key.Candidate{}, protocol.Fail(protocol.CertificateMismatch)
		default:
			return key.Candidate{}, key.ErrNoCertificate
		}
	}
	return key.Candidate{}, key.ErrNoSigningKey
}

// fits tells whether a given certificate belongs to a candidate's key.
func (o *opened) fits(candidate key.Candidate) bool {
	return slices.ContainsFunc(o.given, func(c *x509.Certificate) bool {
		return pki.SamePublicKey(c, candidate.Key.Public())
	})
}

// terminal asks a person at the keyboard on behalf of a key source.
type terminal struct {
	*call
	file string // the password's file; empty: ask
}

func (t terminal) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	return t.password(ctx, t.file, t.words.text("cli_password", q.Ref.Name())+" ")
}

func (t terminal) Text(context.Context, key.Question) (string, error) {
	return "", key.ErrUnsupported // no source of the command line asks for a text
}

func (t terminal) Confirm(context.Context, key.Question) error { return nil }

func (t terminal) Show(context.Context, key.Notice) {}

func certificateFiles(names []string) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, name := range names {
		certificates, err := certificateFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, certificates...)
	}
	return all, nil
}

func certificateFile(name string) ([]*x509.Certificate, error) {
	data, err := readFile(name, pki.MaxBundle)
	if err != nil {
		return nil, err
	}
	certificates, err := pki.ParseCertificates(data)
	if err != nil {
		return nil, &notCertificateError{name}
	}
	return certificates, nil
}

// readFile returns a file's octets, or one more than limit of a larger one.
func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}
