// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// certificateLimit bounds a certificate file; a state's whole list has 2 MB.
const certificateLimit = 16 << 20

var errSeveralKeys = errors.New("several keys can sign")

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

// opened is a key file whose password was right.
type opened struct {
	key.Store
	candidates []key.Candidate
}

// open opens the key that name means and pairs its keys with certificates.
// The caller closes it.
func (c *call) open(ctx context.Context, name string, flags keyFlags) (*opened, error) {
	var certificates []*x509.Certificate
	for _, file := range flags.certificates {
		more, err := certificateFile(file)
		if err != nil {
			return nil, err
		}
		certificates = append(certificates, more...)
	}
	source := container.NewSource(func(_ context.Context, ref key.Ref) ([]byte, error) {
		return readFile(ref.Name(), container.MaxSize)
	})
	ref := key.NewRef(container.Scheme, strings.TrimPrefix(name, container.Scheme+":"))
	store, err := source.Open(ctx, ref, terminal{call: c, file: flags.password})
	if err != nil {
		return nil, err
	}
	keys, err := store.Keys(ctx)
	if err != nil {
		store.Close()
		return nil, err
	}
	return &opened{store, key.Choose(keys, certificates)}, nil
}

// signing returns the candidate to sign with: the only one whose certificate
// allows it, else the only one of these whose certificate was given by --cert.
func (o *opened) signing(given []string) (key.Candidate, error) {
	var able []key.Candidate
	for _, candidate := range o.candidates {
		switch {
		case candidate.Selected:
			return candidate, nil
		case candidate.Certificate != nil && candidate.Usage&key.Sign != 0:
			able = append(able, candidate)
		}
	}
	if len(able) > 1 {
		var named []key.Candidate
		for _, file := range given {
			certificates, err := certificateFile(file)
			if err != nil {
				return key.Candidate{}, err
			}
			for _, candidate := range able {
				for _, certificate := range certificates {
					if certificate.Equal(candidate.Certificate) {
						named = append(named, candidate)
					}
				}
			}
		}
		if len(named) == 1 {
			return named[0], nil
		}
		return key.Candidate{}, errSeveralKeys
	}
	for _, candidate := range o.candidates {
		if candidate.Certificate == nil && (candidate.Usage == 0 || candidate.Usage&key.Sign != 0) {
			return key.Candidate{}, key.ErrNoCertificate
		}
	}
	return key.Candidate{}, key.ErrNoSigningKey
}

// terminal asks a person at the keyboard on behalf of a key source.
type terminal struct {
	*call
	file string // the password's file; empty: ask
}

func (t terminal) Secret(_ context.Context, q key.Question) ([]byte, error) {
	return t.password(t.file, t.words.text("cli_password", q.Ref.Name())+" ")
}

func (t terminal) Text(context.Context, key.Question) (string, error) {
	return "", key.ErrUnsupported // no source of the command line asks for a text
}

func (t terminal) Confirm(context.Context, key.Question) error { return nil }

func (t terminal) Show(context.Context, key.Notice) {}

func certificateFile(name string) ([]*x509.Certificate, error) {
	data, err := readFile(name, certificateLimit)
	if err != nil {
		return nil, err
	}
	certificates, err := pki.ParseCertificates(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
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
