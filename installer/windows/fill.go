// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/pidpys/pidpys/installer/product"
)

//go:embed package.wxs tables.sql setup.nsi
var sources embed.FS

// publisher is who made it, as people read it.
var publisher, _, _ = strings.Cut(product.Maintainer, " <")

// fullVersion is a version in the four numbers that files have.
func fullVersion(version string) string { return version + ".0" }

// uninstaller is the file by which what setup.exe installed is removed.
const uninstaller = "uninstall.exe"

// uninstallKey is where Windows learns what setup.exe installed, below
// HKEY_LOCAL_MACHINE.
func uninstallKey(p product.Product) string {
	return `SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\` + p.Title
}

// fill executes a source with the contents. It quotes nothing: describe admits no
// names that would need it.
func (c contents) fill(source string) ([]byte, error) {
	folders := c.Folders()
	text, err := template.New(source).Funcs(template.FuncMap{
		"publisher":    func() string { return publisher },
		"homepage":     func() string { return product.Homepage },
		"licence":      func() string { return product.Licence },
		"signing":      func() string { return shellCommand(signing(c.Product)) },
		"fullVersion":  func() string { return fullVersion(c.Version) },
		"language":     func() (int64, error) { return strconv.ParseInt(english, 16, 32) },
		"uninstaller":  func() string { return uninstaller },
		"uninstallKey": func() string { return uninstallKey(c.Product) },
		"family":       func() guid { return family(c.Product) },
		"release":      func() guid { return release(c.Product) },
		"guid":         func(name any) guid { return family(c.Product).named(fmt.Sprint(name)) },
		"list":         func(values ...any) []any { return values },
		"directory": func(f folder) string {
			if i := slices.Index(folders, f); i >= 0 {
				return "Folder" + strconv.Itoa(i)
			}
			return "INSTALLDIR"
		},
	}).ParseFS(sources, source)
	if err != nil {
		return nil, err
	}
	var filled bytes.Buffer
	err = text.Execute(&filled, c)
	return filled.Bytes(), err
}
