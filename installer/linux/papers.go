// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package linux

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/installer/product"
)

// The two papers that are written for packages alone.
var (
	//go:embed overrides
	overrides string // of lintian, by package: what it finds that is right as it is
	//go:embed pidpys.1
	manual string
)

// addPapers adds what a package tells about itself: its licence, those of what its
// program is made of, and the changes; the program's also a README.
func (c *contents) addPapers(p product.Product, f Format, notices string) error {
	licence, err := os.ReadFile(filepath.Join(p.Checkout, "LICENSE"))
	if err != nil {
		return err
	}
	documents := path.Join("/usr/share/doc", c.name)
	copied := []string{"CHANGELOG.md"}
	if c.name == p.Name {
		copied = append(copied, "README.md", "README.uk.md")
	}
	for _, name := range copied {
		text, err := os.ReadFile(filepath.Join(p.Checkout, name))
		if err != nil {
			return err
		}
		c.files = append(c.files, file{path: path.Join(documents, name), data: text})
	}
	if notices != "" {
		c.files = append(c.files, file{path: path.Join(documents, "NOTICES"), data: []byte(notices)})
	}
	if f != Deb {
		c.files = append(c.files, file{path: path.Join("/usr/share/licenses", c.name, "LICENSE"), data: licence})
		return nil
	}
	c.files = append(c.files,
		file{path: path.Join(documents, "copyright"), data: []byte("Source: " + product.Homepage + "\n\n" + string(licence))},
		file{path: path.Join(documents, "changelog.gz"), data: compressed(changes(c.name, p))})
	if silenced := overridesOf(c.name, p); silenced != "" {
		c.files = append(c.files, file{path: path.Join("/usr/share/lintian/overrides", c.name), data: []byte(silenced)})
	}
	return nil
}

// changes is the changelog in Debian's form (deb-changelog(5)). What changed is
// told in the project's own.
func changes(name string, p product.Product) string {
	return fmt.Sprintf("%s (%s) stable; urgency=medium\n\n  * See CHANGELOG.md beside this file.\n\n -- %s  %s\n",
		name, p.Version, product.Maintainer, p.Date.Format(time.RFC1123Z))
}

// overridesOf are the lines about one package, with the comments above them.
func overridesOf(name string, p product.Product) string {
	var lines strings.Builder
	for _, block := range strings.Split(strings.TrimSpace(strings.ReplaceAll(overrides, "pidpys", p.Name)), "\n\n") {
		for line := range strings.Lines(block) {
			if strings.HasPrefix(line, name+":") {
				lines.WriteString(block + "\n")
				break
			}
		}
	}
	return lines.String()
}

// manuals are the program's manual pages, in English and Ukrainian: its own words
// about its commands.
func manuals(p product.Product) []file {
	var pages []file
	for language, folder := range map[string]string{"en": "man1", "uk": "uk/man1"} {
		page := strings.NewReplacer(
			"@NAME@", p.Name, "@VERSION@", p.Version, "@DATE@", p.Date.Format(time.DateOnly),
			"@USAGE@", roff(extension.Words(language)["cli_usage"]),
		).Replace(manual)
		pages = append(pages, file{path: path.Join("/usr/share/man", folder, p.Name+".1.gz"), data: compressed(page)})
	}
	return pages
}

// roff is a text of which no line is read as a request of roff (groff(7)).
func roff(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, `\`, `\e`), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), "-", `\-`)
}

// compressed is gzip without a time or a name, as small as it gets.
func compressed(text string) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	_, _ = w.Write([]byte(text)) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}
