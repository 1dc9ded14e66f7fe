// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

var errDocumentChanged = errors.New("the document changed while it was being signed")

// hashes are the names that --hash knows.
var hashes = map[string]*pki.Hash{
	"gost34311": pki.GOST34311, "kupyna256": pki.Kupyna256, "kupyna384": pki.Kupyna384, "kupyna512": pki.Kupyna512,
	"sha256": pki.SHA256, "sha384": pki.SHA384, "sha512": pki.SHA512,
}

// sign: pidpys sign DOC… --key FILE|REF [--password-file F]
// [--key-password-file F] [--cert FILE]… [--key-id ID] [--level B-B] [--detached]
// [--hash NAME] [-o OUT] [--force] [--json]
//
// A document is read twice, first to hash it and then, for an attached
// signature, to copy it, so memory does not grow with it. A signature takes the
// place of the file that -o names, but never of one that is read here, and only
// with --force of DOC.p7s: nobody named that, and it may be the signature of
// another person, which nothing brings back.
func (c *call) sign(ctx context.Context, args []string) int {
	f := c.flags("sign")
	var flags keyFlags
	flags.register(f)
	keyName, keyID, level := f.String("key", "", ""), f.String("key-id", "", ""), f.String("level", string(cades.LevelBB), "")
	detached, hashName, out := f.Bool("detached", false, ""), f.String("hash", "", ""), f.String("o", "", "")
	force := f.Bool("force", false, "")
	documents, code, ok := c.parse(f, args)
	hash, knownHash := hashes[*hashName]
	switch {
	case !ok:
		return code
	case len(documents) == 0:
		return c.misuse(f, c.words.text("cli_lacks_document"))
	case *keyName == "":
		return c.misuse(f, c.words.text("cli_lacks_key_flag"))
	case *hashName != "" && !knownHash:
		return c.usage(c.words.text("cli_unknown_hash", *hashName))
	case *level != string(cades.LevelBB):
		return c.usage(c.words.text("cli_unknown_level", *level))
	case *out != "" && len(documents) > 1:
		return c.usage(c.words.text("cli_one_output"))
	}
	targets, code, ok := c.targets(documents, ".p7s", *out, flags.read(*keyName))
	if !ok {
		return code
	}
	if target := existing(targets); target != "" && *out == "" && !*force {
		return c.usage(c.words.text("cli_target_exists", target))
	}
	o, err := c.open(ctx, *keyName, flags)
	if err != nil {
		return c.fail(err)
	}
	defer o.Close()
	if o.only(*keyID); len(o.candidates) == 0 {
		return c.usage(c.words.text("cli_no_such_key", *keyID))
	}
	candidate, err := o.signing()
	if err != nil {
		return c.fail(err)
	}
	if hash != nil {
		public := candidate.Key.Public()
		if _, err := pki.SignatureAlgorithm(public, hash.For(public)); err != nil {
			return c.usage(c.words.text("cli_hash_and_key", *hashName))
		}
	}
	if now := c.Now(); now.After(candidate.Certificate.NotAfter) || now.Before(candidate.Certificate.NotBefore) {
		c.warn(fault{Message: c.words.text("cli_certificate_time",
			c.owner(candidate.Certificate), date(candidate.Certificate.NotBefore), date(candidate.Certificate.NotAfter))})
	}
	s := &signing{candidate: candidate, hash: hash, detached: *detached, call: c, done: []signed{}}
	for i, document := range documents {
		if err := s.document(ctx, document, targets[i]); err != nil {
			return c.failAfter(map[string]any{"signatures": s.done}, err)
		}
		if !c.json {
			fmt.Fprintln(c.out, c.words.text("cli_signed", document, targets[i]))
		}
	}
	if c.json {
		return c.writeJSON(map[string]any{"signatures": s.done})
	}
	return exitDone
}

// signed is what became of one document.
type signed struct {
	Document  string `json:"document"`
	Signature string `json:"signature"`
	Hash      string `json:"hash"`
	Digest    string `json:"digest"` // upper-case hexadecimal
}

type signing struct {
	*call
	candidate key.Candidate
	hash      *pki.Hash // nil: what the key uses by itself
	detached  bool
	done      []signed
}

// document signs one file. Nothing of the target is left when it fails.
func (s *signing) document(ctx context.Context, name, target string) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	before, err := in.Stat()
	if err != nil {
		return err
	}
	if before.IsDir() {
		return &fs.PathError{Op: "sign", Path: name, Err: syscall.EISDIR}
	}
	signer := cades.Signer{Certificate: s.candidate.Certificate, Hash: s.hash, Detached: s.detached, SigningTime: s.Now()}
	hash := s.hash
	if hash == nil {
		hash = pki.DefaultHash(s.candidate.Key.Public())
	}
	h := hash.For(s.candidate.Key.Public()).New()
	size, err := io.Copy(h, until{ctx, in})
	if err != nil {
		return err
	}
	if err := unchanged(in, before); err != nil {
		return err
	}
	digest := h.Sum(nil)
	prefix, suffix, err := signature(ctx, signer, s.candidate.Key, digest, size, filepath.Base(name))
	if err != nil {
		return err
	}
	err = s.replace(target, before, func(out io.Writer) error {
		if _, err := out.Write(prefix); err != nil || s.detached {
			return err
		}
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			return err
		}
		n, err := io.Copy(out, until{ctx, in})
		if err != nil {
			return err
		}
		if n != size {
			return errDocumentChanged
		}
		if err := unchanged(in, before); err != nil {
			return err
		}
		_, err = out.Write(suffix)
		return err
	})
	if err != nil {
		return err
	}
	s.done = append(s.done, signed{name, target, hash.Name(), strings.ToUpper(fmt.Sprintf("%x", digest))})
	return nil
}

// unchanged tells whether a file is as it was before it was read. A pipe is
// read once and cannot change.
func unchanged(in *os.File, before fs.FileInfo) error {
	if !before.Mode().IsRegular() {
		return nil
	}
	after, err := in.Stat()
	if err == nil && (after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime())) {
		err = errDocumentChanged
	}
	return err
}

// signature makes the two ends of the CMS message around a document.
func signature(ctx context.Context, signer cades.Signer, k key.Key, digest []byte, size int64, label string) (prefix, suffix []byte, err error) {
	prepared, err := signer.Prepare(digest)
	if err != nil {
		return nil, nil, err
	}
	results, err := k.Sign(ctx, []key.Digest{{Hash: prepared.Hash(), Value: prepared.Digest(), Label: label}})
	if err != nil {
		return nil, nil, err
	}
	if results[0].Err != nil {
		return nil, nil, results[0].Err
	}
	message, err := prepared.Finish(results[0].Raw)
	if err != nil {
		return nil, nil, err
	}
	return message.Envelope(size)
}

// until reads as long as its context lasts.
type until struct {
	context.Context
	io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(p)
}
