// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// errNotKept: a disk that gives back other octets than it was given.
var errNotKept = errors.New("the disk did not keep what was written")

// errKeyFileChanged: a key file that is not the one any more that was opened.
var errKeyFileChanged = errors.New("the key file changed meanwhile")

// keep writes a key file, see inPlace, for whoever may read the file like it, or
// for its owner alone, as of a pipe. It takes its place when it is on the disk, reads there
// as it was written and ready has no objection: what it replaces may be the only
// copy of a key.
func (c *call) keep(target string, like fs.FileInfo, data []byte, ready func() error) error {
	if c.standard(target) || irregular(target) {
		return c.replace(target, 0o600, func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
	}
	err := inPlace(target, 0o600, func(f *os.File) error {
		if _, err := f.Write(data); err != nil {
			return err
		}
		if like != nil && like.Mode().IsRegular() {
			liken(f, like)
		}
		if err := f.Sync(); err != nil {
			return err
		}
		written, err := os.ReadFile(f.Name())
		defer clear(written)
		if err == nil && !bytes.Equal(written, data) {
			err = &fs.PathError{Op: "read", Path: f.Name(), Err: errNotKept}
		}
		if err != nil {
			return err
		}
		return ready()
	})
	if err == nil {
		syncFolder(behind(target))
	}
	return err
}

// syncFolder brings the new name of a file to the disk, where systems can: a
// flash drive may be pulled out at any moment.
func syncFolder(target string) {
	if folder, err := os.Open(filepath.Dir(target)); err == nil {
		_ = folder.Sync()
		folder.Close()
	}
}

// A locker is a key file that is to be written anew, and what opens it.
type locker struct {
	*opened
	name      string
	info      fs.FileInfo
	data      []byte
	passwords container.Passwords
}

// keyFileOperand is operand for a command about one key file, which is on no
// carrier and at no provider.
func (c *call) keyFileOperand(f *flag.FlagSet, args []string) (name string, code int, ok bool) {
	name, code, ok = c.operand(f, args, "cli_lacks_key")
	if ok && !inFile(name) {
		return "", c.usage(c.words.text("cli_not_of_tokens")), false
	}
	return name, code, ok
}

// openLocker opens the key that name means and keeps its octets and passwords.
// Given certificates of which none is one of its keys' are a mistake. The caller
// closes it.
func (c *call) openLocker(ctx context.Context, name string, flags keyFlags) (*locker, error) {
	l := &locker{name: keyFile(name)}
	var err error
	if l.info, err = os.Stat(l.name); err != nil {
		return nil, err
	}
	if l.data, err = readFile(l.name, container.MaxSize); err != nil {
		return nil, err
	}
	secrets := noting{c.terminal(flags), &l.passwords}
	if l.opened, err = c.openData(ctx, name, slices.Clone(l.data), flags, secrets); err != nil {
		l.wipe()
		return nil, err
	}
	if l.misgiven(l.candidates) {
		l.Close()
		return nil, protocol.Fail(protocol.CertificateMismatch)
	}
	return l, nil
}

// unchanged tells whether the file still is as it was read: while a person
// thinks of a password, another program may put another key there.
func (l *locker) unchanged() error {
	now, err := readFile(l.name, container.MaxSize)
	defer clear(now)
	if err == nil && !bytes.Equal(now, l.data) {
		err = errKeyFileChanged
	}
	return err
}

// Close wipes the keys and passwords.
func (l *locker) Close() error {
	l.wipe()
	return l.opened.Close()
}

func (l *locker) wipe() {
	clear(l.data)
	clear(l.passwords.File)
	clear(l.passwords.Keys)
}

// noting notes the passwords that its asker answers.
type noting struct {
	key.Asker
	passwords *container.Passwords
}

func (w noting) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	secret, err := w.Asker.Secret(ctx, q)
	if q.Kind == key.AskKeyPassword {
		w.passwords.Keys = slices.Clone(secret)
	} else {
		w.passwords.File = slices.Clone(secret)
	}
	return secret, err
}
