// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Extract writes the documents into a folder that exists, under their names.
// It writes nowhere else, over no file that is there, and follows no link out
// of the folder. When it fails, what it wrote is gone again, folders aside.
func (c *Container) Extract(ctx context.Context, dir string) (err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	var written []string
	defer func() {
		if err != nil {
			for _, name := range written {
				err = errors.Join(err, root.Remove(name))
			}
		}
		err = errors.Join(err, root.Close())
	}()
	for _, object := range c.Objects {
		name, err := filepath.Localize(object.Name)
		if err != nil {
			return flawed(UnsafeName, object.Name, "no name for a file here")
		}
		if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("asic: %w", err)
		}
		file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return fmt.Errorf("asic: %w", err)
		}
		written = append(written, name)
		if err := errors.Join(object.Copy(ctx, file), file.Close()); err != nil {
			return err
		}
	}
	return nil
}

// Copy writes the document out. What the archive has wrong with it is an
// [ArchiveError], after some of it may have been written.
func (o *Object) Copy(ctx context.Context, to io.Writer) error {
	from, err := o.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	return transfer(ctx, to, from)
}
