// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
)

// An openedContainer is an ASiC file that is to be changed.
type openedContainer struct {
	*asic.Container
	*os.File
	info fs.FileInfo
}

// isContainer reports whether a file is a ZIP archive.
func isContainer(name string) bool {
	in, err := os.Open(name)
	if err != nil {
		return false // opening it again shows what is wrong
	}
	defer in.Close()
	return kindOfFile(in) == fileZIP
}

// openContainer opens one. The caller closes it.
func openContainer(name string) (*openedContainer, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	c, err := asic.Open(file, info.Size())
	if err != nil {
		file.Close()
		return nil, err
	}
	return &openedContainer{c, file, info}, nil
}

// message reads one of the signature files.
func (o *openedContainer) message(signature *asic.Assertion) (*cades.Message, error) {
	in, err := signature.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	octets, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	return cades.OpenMessage(bytes.NewReader(octets), nil)
}

// digester hashes what a signature file is over: its manifest, or the one
// document.
func (o *openedContainer) digester(ctx context.Context, signature *asic.Assertion) digester {
	return func(h *pki.Hash) ([]byte, error) {
		in, err := o.signed(signature)
		if err != nil {
			return nil, err
		}
		defer in.Close()
		sum := h.New()
		_, err = io.Copy(sum, until{ctx, in})
		return sum.Sum(nil), err
	}
}

func (o *openedContainer) signed(signature *asic.Assertion) (io.ReadCloser, error) {
	switch {
	case signature.Manifest != "":
		archive, err := zip.NewReader(o.File, o.info.Size())
		if err != nil {
			return nil, err
		}
		return archive.Open(signature.Manifest)
	case o.Kind == asic.Simple && len(o.Objects) == 1:
		return o.Objects[0].Open()
	}
	return nil, cades.ErrNoContent
}

// change writes the container with its signature files as change makes them. It
// may take the place of what it is made of.
func (c *call) change(ctx context.Context, in *openedContainer, target string, change func(*asic.Assertion, *cades.Message) error) error {
	replaced := map[string][]byte{}
	for _, signature := range in.Signatures {
		m, err := in.message(signature)
		if err != nil {
			return err
		}
		if err := change(signature, m); err != nil {
			return err
		}
		var changed bytes.Buffer
		if err := m.Write(ctx, &changed); err != nil {
			return err
		}
		replaced[signature.Name] = changed.Bytes()
	}
	return c.replace(target, permissions(in.info), func(out io.Writer) error {
		defer in.Close() // some systems replace no file that is open
		w, err := in.Copy(ctx, out, replaced)
		if err != nil {
			return err
		}
		return w.Close()
	})
}
