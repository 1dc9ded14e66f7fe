// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
)

// containerKind is what the name of a container promises.
func containerKind(name string) asic.Kind {
	if strings.EqualFold(filepath.Ext(name), ".asics") {
		return asic.Simple
	}
	return asic.Extended
}

// container signs documents together, in a container with them.
func (s *signing) container(ctx context.Context, names []string, target string) error {
	documents := make([]*document, len(names))
	for i, name := range names {
		d, err := openDocument(ctx, name)
		if err != nil {
			return err
		}
		defer d.Close()
		documents[i] = d
	}
	var hash *pki.Hash
	var sum []byte
	err := s.replace(target, permissions(documents[0].info), func(out io.Writer) error {
		w, err := asic.NewWriter(out, containerKind(target))
		if err != nil {
			return err
		}
		for i, d := range documents {
			if err := w.Add(filepath.Base(names[i]), "", untilSeeker{until{ctx, d}, d}); err != nil {
				return err
			}
			if err := d.unchanged(); err != nil {
				return err
			}
		}
		if containerKind(target) == asic.Extended {
			hash, sum, err = s.manifest(ctx, w, filepath.Base(target))
		} else {
			hash, sum, err = s.detached(ctx, w, documents[0].digest, filepath.Base(target))
		}
		if err != nil {
			return err
		}
		return w.Close()
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		s.note(name, target, hash, sum)
	}
	return nil
}

// untilSeeker is until for what is read twice.
type untilSeeker struct {
	until
	io.Seeker
}

// manifest signs all documents that a container has.
func (s *signing) manifest(ctx context.Context, w *asic.Writer, label string) (*pki.Hash, []byte, error) {
	manifest, err := w.Manifest()
	if err != nil {
		return nil, nil, err
	}
	return s.detached(ctx, w, func(h *pki.Hash) ([]byte, error) { return h.Sum(manifest), nil }, label)
}

// detached puts into a container a signature over what stands beside it.
func (s *signing) detached(ctx context.Context, w *asic.Writer, digest digester, label string) (*pki.Hash, []byte, error) {
	signer := s.signer()
	signer.Detached = true
	message, hash, err := s.message(ctx, signer, digest, label)
	if err != nil {
		return nil, nil, err
	}
	octets, _, err := message.Envelope(0)
	if err != nil {
		return nil, nil, err
	}
	sum, err := digest(hash)
	if err != nil {
		return nil, nil, err
	}
	return hash, sum, w.AddSignature(octets)
}

// addToContainer signs what a container holds once more: in ASiC-E all its
// documents, with a signature file of its own, in ASiC-S in the same message.
// Nothing changes of what there is.
func (s *signing) addToContainer(ctx context.Context, name, target string) error {
	in, err := openContainer(name)
	if err != nil {
		return err
	}
	defer in.Close()
	var hash *pki.Hash
	var sum []byte
	if in.Kind == asic.Simple {
		err = s.change(ctx, in, target, func(signature *asic.Assertion, m *cades.Message) error {
			digest := in.digester(ctx, signature)
			if hash, err = s.addTo(ctx, m.Signed, digest, filepath.Base(name)); err != nil {
				return err
			}
			sum, err = digest(hash)
			return err
		})
	} else {
		err = s.replace(target, permissions(in.info), func(out io.Writer) error {
			defer in.Close() // some systems replace no file that is open
			w, err := in.Copy(ctx, out, nil)
			if err != nil {
				return err
			}
			if hash, sum, err = s.manifest(ctx, w, filepath.Base(name)); err != nil {
				return err
			}
			return w.Close()
		})
	}
	if err != nil {
		return err
	}
	s.note(name, target, hash, sum)
	return nil
}
