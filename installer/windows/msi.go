// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pidpys/pidpys/installer/product"
)

// wixl makes packages of Windows Installer, msibuild edits them.
var (
	wixl     = product.Tool{Program: "wixl", Package: "wixl"}
	msibuild = product.Tool{Program: "msibuild", Package: "msitools"}
)

// buildMSI makes a package of Windows Installer at path, in the folder in which
// the contents lie. Equal contents give equal octets.
func buildMSI(ctx context.Context, c contents, path string) error {
	source, err := c.fill("package.wxs")
	if err != nil {
		return err
	}
	tables, err := c.fill("tables.sql")
	if err != nil {
		return err
	}
	wxs := filepath.Join(c.Work, "package.wxs")
	if err := os.WriteFile(wxs, source, 0o600); err != nil {
		return err
	}
	if _, err := wixl.Run(ctx, c.Work, nil, "-a", "x64", "-o", path, wxs); err != nil {
		return err
	}
	edit := []string{path}
	for statement := range strings.Lines(strings.TrimSpace(string(tables))) {
		edit = append(edit, "-q", strings.TrimSpace(statement))
	}
	if _, err := msibuild.Run(ctx, c.Work, nil, edit...); err != nil {
		return err
	}
	code, err := c.packageCode(source, tables)
	if err != nil {
		return err
	}
	if _, err := msibuild.Run(ctx, c.Work, nil, path, "-s", c.Title, publisher, "x64;1033", code.String()); err != nil {
		return err
	}
	return setTimes(path, c.Date)
}

// packageCode tells a package from any that holds other things: what wixl makes
// up by chance.
func (c contents) packageCode(sources ...[]byte) (guid, error) {
	sum := sha256.New()
	for _, source := range sources {
		sum.Write(source)
	}
	for _, f := range c.Files {
		text, err := os.ReadFile(filepath.Join(c.Work, c.Path(f)))
		if err != nil {
			return guid{}, err
		}
		digest := sha256.Sum256(text)
		sum.Write(digest[:])
	}
	return family(c.Product).named(fmt.Sprintf("package %x", sum.Sum(nil))), nil
}
