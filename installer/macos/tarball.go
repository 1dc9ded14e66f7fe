// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package macos

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"path"
	"slices"

	"github.com/pidpys/pidpys/installer/macos/payload"
	"github.com/pidpys/pidpys/installer/product"
)

// tarball is a folder for who installs the product by hand: in its folder files all
// that is installed, and beside that what does so.
func (c *contents) tarball(p product.Product) ([]byte, error) {
	root := p.Name + "-" + p.Version
	var files []payload.File
	for _, file := range c.beside {
		file.Path = path.Join(root, file.Path)
		files = append(files, file)
	}
	for _, file := range c.installed {
		file.Path = path.Join(root, "files", file.Path)
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b payload.File) int { return cmp.Compare(a.Path, b.Path) })

	var archive bytes.Buffer
	compressed := gzip.NewWriter(&archive)
	w := tar.NewWriter(compressed)
	for _, file := range files {
		header := &tar.Header{
			Name: file.Path, Mode: int64(file.Mode), Size: int64(len(file.Data)), ModTime: p.Date,
			Uname: "root", Gname: "wheel", Format: tar.FormatUSTAR,
		}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(file.Data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}
