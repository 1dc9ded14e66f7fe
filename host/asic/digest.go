// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"archive/zip"
	"context"
	"hash"
	"io"

	"github.com/pidpys/pidpys/host/pki"
)

// digests are what manifests need to know of files, by name.
type digests map[string]*digest

type digest struct {
	by  map[*pki.Hash][]byte
	err error // why the file cannot be read; the archive's fault
}

// find is the file that a reference means: by its URI undone or, from writers
// that do not escape, by the URI itself.
func (c *Container) find(uri string) *zip.File {
	for _, name := range []string{unescape(uri), uri} {
		if file := c.byName[name]; file != nil {
			return file
		}
	}
	return nil
}

// hash reads every file that a manifest lists, once.
func (c *Container) hash(ctx context.Context) (digests, error) {
	sums := digests{}
	for _, m := range c.manifests {
		for _, ref := range m.references {
			file := c.find(ref.uri)
			if file == nil || ref.hash == nil {
				continue
			}
			if sums[file.Name] == nil {
				sums[file.Name] = &digest{by: map[*pki.Hash][]byte{}}
			}
			sums[file.Name].by[ref.hash] = nil
		}
	}
	for _, file := range c.files {
		sum := sums[file.Name]
		if sum == nil {
			continue
		}
		if err := sum.read(ctx, file); isDamage(err) {
			sum.err = err
		} else if err != nil {
			return nil, err
		}
	}
	return sums, nil
}

// read makes the digests of a file.
func (d *digest) read(ctx context.Context, file *zip.File) error {
	r, err := open(file)
	if err != nil {
		return err
	}
	defer r.Close()
	making := map[*pki.Hash]hash.Hash{}
	var all []io.Writer
	for h := range d.by {
		making[h] = h.New()
		all = append(all, making[h])
	}
	if err := transfer(ctx, io.MultiWriter(all...), r); err != nil {
		return err
	}
	for h, state := range making {
		d.by[h] = state.Sum(nil)
	}
	return nil
}

// transfer copies until the end or the context's.
func transfer(ctx context.Context, to io.Writer, from io.Reader) error {
	buffer := make([]byte, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := from.Read(buffer)
		if _, err := to.Write(buffer[:n]); err != nil {
			return err
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
