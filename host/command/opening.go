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
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

var errSeveralKeys = errors.New("several keys can sign")

// keyFlags are what opens the key that a command line names as FILE,
// "file:FILE", "pkcs11:…", "tpm:…" or "cloud:…": the files of its passwords, with
// its PIN or a one-time code, certificates kept apart, and that a token, or the TPM
// with all its keys, may be locked by a wrong PIN.
type keyFlags struct {
	password, keyPassword string
	otp                   string
	certificates          list
	lastTry, sharedTries  bool
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ", ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func (k *keyFlags) register(f *flag.FlagSet) {
	k.registerPasswords(f)
	f.Var(&k.certificates, "cert", "")
}

func (k *keyFlags) registerPasswords(f *flag.FlagSet) {
	f.StringVar(&k.password, "password-file", "", "")
	f.StringVar(&k.keyPassword, "key-password-file", "", "")
	f.StringVar(&k.otp, "otp-file", "", "")
	k.registerTries(f)
}

func (k *keyFlags) registerTries(f *flag.FlagSet) {
	f.BoolVar(&k.lastTry, "last-try", false, "")
	f.BoolVar(&k.sharedTries, "shared-tries", false, "")
}

// files are those that the flags name.
func (k *keyFlags) files() []string {
	named := append(list{k.password, k.keyPassword, k.otp}, k.certificates...)
	return slices.DeleteFunc(named, func(name string) bool { return name == "" })
}

// read are all files that are read when a key is opened, some of them maybe.
func (k *keyFlags) read(keyName string) []string {
	if !inFile(keyName) {
		return k.files()
	}
	return slices.Concat(k.files(), besideKey(keyFile(keyName)), []string{keyFile(keyName)})
}

// inFile reports whether the name of a key is that of a file: it is no reference to
// a carrier or a provider.
func inFile(name string) bool { return !onCarrier(name) && !inCloud(name) }

// keyFile is the file that the name of a key means.
func keyFile(name string) string { return strings.TrimPrefix(name, container.Scheme+":") }

// opened is a key file or token whose password or PIN was right, or a person at a
// provider who told whose keys they are.
type opened struct {
	key.Store
	pairing
	candidates []key.Candidate
}

// open opens the key that name means and pairs its keys with certificates.
// The caller closes it.
func (c *call) open(ctx context.Context, name string, flags keyFlags) (*opened, error) {
	if !inFile(name) {
		return c.openStore(ctx, key.Ref(name), flags)
	}
	data, err := readFile(keyFile(name), container.MaxSize)
	if err != nil {
		return nil, err
	}
	return c.openData(ctx, name, data, flags, c.terminal(flags))
}

// openStore opens what is no file, or those of its keys that ref names, and pairs
// the keys with certificates. The caller closes it.
func (c *call) openStore(ctx context.Context, ref key.Ref, flags keyFlags) (*opened, error) {
	given, err := certificateFiles(flags.certificates)
	if err != nil {
		return nil, err
	}
	source, err := c.source(ref)
	if err != nil {
		return nil, err
	}
	store, err := source.Open(ctx, ref, c.terminal(flags))
	if err != nil {
		return nil, err
	}
	keys, err := store.Keys(ctx)
	if err != nil {
		store.Close()
		return nil, err
	}
	o := &opened{Store: store, pairing: c.unfiled()}
	o.given = given
	o.candidates = o.pair(keys)
	return o, nil
}

// openData is open of a file that has been read, where something else than the
// terminal may answer. The data are wiped.
func (c *call) openData(ctx context.Context, name string, data []byte, flags keyFlags, ask key.Asker) (*opened, error) {
	given, err := certificateFiles(flags.certificates)
	if err != nil {
		clear(data)
		return nil, err
	}
	store, keys, err := c.unlock(ctx, name, data, ask)
	if err != nil {
		return nil, err
	}
	o := &opened{Store: store, pairing: pairing{call: c, file: keyFile(name), given: given}}
	o.candidates = o.pair(keys)
	return o, nil
}

// unlock opens a key file, with passwords that ask answers, and wipes the data.
// The caller closes the store.
func (c *call) unlock(ctx context.Context, name string, data []byte, ask key.Asker) (key.Store, []key.Key, error) {
	if err := c.permit(container.Scheme); err != nil {
		clear(data)
		return nil, nil, err
	}
	source := container.NewSource(func(context.Context, key.Ref) ([]byte, error) { return data, nil })
	store, err := source.Open(ctx, key.NewRef(container.Scheme, keyFile(name)), ask)
	if err != nil {
		return nil, nil, err
	}
	keys, err := store.Keys(ctx)
	if err != nil {
		store.Close()
		return nil, nil, err
	}
	return store, keys, nil
}

// only leaves the keys with an identifier that begins so, as the keys
// command prints them.
func (o *opened) only(id string) {
	id = strings.ToUpper(id)
	o.candidates = slices.DeleteFunc(o.candidates, func(candidate key.Candidate) bool {
		return !slices.ContainsFunc(pki.KeyIDs(candidate.Key.Public()), func(own []byte) bool {
			return strings.HasPrefix(fmt.Sprintf("%X", own), id)
		})
	})
}

// signing returns the candidate to sign with: the only one whose certificate
// was given by --cert and allows it, else the only one whose certificate does.
// Given certificates of which none belongs to a key here are a mistake, and not
// passed over: the signature would be another than was meant.
func (o *opened) signing() (key.Candidate, error) {
	if o.misgiven(o.candidates) {
		return key.Candidate{}, protocol.Fail(protocol.CertificateMismatch)
	}
	var able, named []key.Candidate
	for _, candidate := range o.candidates {
		if candidate.Certificate == nil || candidate.Usage&key.Sign == 0 {
			continue
		}
		able = append(able, candidate)
		if slices.ContainsFunc(o.given, candidate.Certificate.Equal) {
			named = append(named, candidate)
		}
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(able) == 1:
		return able[0], nil
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

// A notCertificateError names a file in which no certificate can be read.
type notCertificateError struct{ file string }

func (e *notCertificateError) Error() string { return e.file + ": no certificate" }

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
