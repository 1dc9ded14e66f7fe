// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"flag"
	"io"
	"io/fs"
	"os"

	"github.com/pidpys/pidpys/host/cades"
)

// changeFlags say where a signature goes that is changed, and where its document
// lies, if that is apart.
type changeFlags struct {
	content, out string
	force        bool
}

func (t *changeFlags) register(f *flag.FlagSet) {
	f.StringVar(&t.content, "content", "", "")
	f.StringVar(&t.out, "o", "", "")
	f.BoolVar(&t.force, "force", false, "")
}

// changed is the file that a changed signature goes to: one that is named, or
// by force its own place.
func (c *call) changed(f *flag.FlagSet, signature string, t changeFlags, read []string) (target string, code int, ok bool) {
	if t.out == "" && t.force {
		return signature, exitDone, true
	}
	if t.out == "" {
		return "", c.misuse(f, c.words.text("cli_lacks_changed_output")), false
	}
	code, ok = c.mayWrite(t.out, t.force, append(read, signature, t.content))
	return t.out, code, ok
}

// signatureFiles are a signature, in binary, and the document that lies apart
// from it, if one is named.
type signatureFiles struct {
	signature io.ReadSeeker
	content   io.ReadSeeker // nil if none is named
	info      fs.FileInfo   // of the signature
	opened    []func()
}

// openSignature opens them. The caller closes them.
func openSignature(signature, content string) (s *signatureFiles, err error) {
	s = &signatureFiles{}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	in, err := os.Open(signature)
	if err != nil {
		return s, err
	}
	s.opened = append(s.opened, func() { in.Close() })
	if s.info, err = in.Stat(); err != nil {
		return s, err
	}
	octets, done, err := seekable(in)
	if err != nil {
		return s, err
	}
	s.signature, s.opened = octets, append(s.opened, done)
	if content != "" {
		document, err := os.Open(content)
		if err != nil {
			return s, err
		}
		s.content, s.opened = document, append(s.opened, func() { document.Close() })
	}
	return s, nil
}

// Close closes the files; twice is no error.
func (s *signatureFiles) Close() {
	for _, done := range s.opened {
		done()
	}
	s.opened = nil
}

// A message is a signature file that is opened to be changed.
type message struct {
	*cades.Message
	*signatureFiles
}

// openMessage opens a signature to be changed. The caller closes it.
func openMessage(signature, content string) (*message, error) {
	files, err := openSignature(signature, content)
	if err != nil {
		return nil, err
	}
	m, err := cades.OpenMessage(files.signature, files.content)
	if err != nil {
		files.Close()
		return nil, err
	}
	return &message{m, files}, nil
}

// keepMessage writes a changed message.
func (c *call) keepMessage(ctx context.Context, m *message, target string) error {
	return c.rewrite(m.signatureFiles, target, func(out io.Writer) error { return m.Write(ctx, out) })
}

// rewrite writes what is made of a signature to a target, which may be its own
// place. Nothing of the target is left when it fails.
func (c *call) rewrite(files *signatureFiles, target string, write func(io.Writer) error) error {
	return c.replace(target, permissions(files.info), func(out io.Writer) error {
		defer files.Close() // some systems replace no file that is open
		return write(out)
	})
}
