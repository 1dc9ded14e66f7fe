// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pages serves the demo's sites: folders of files whose pages are
// templates (html/template) with the parts of parts.html. Words stand in the
// pages; a page holds nothing that is found out later, so each is made once.
// At /shared/ every site has the scripts of the folder of that name.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// Parts is the file of a site's root with what its pages share. It is not served.
const Parts = "parts.html"

//go:embed shared
var shared embed.FS

// A step is a row of a list that stepper.js walks: data of the part "step".
type step struct{ Name, Title, Note string }

var functions = template.FuncMap{
	// step has a name, by which scripts and English words find it, a title and
	// perhaps a note.
	"step": func(name, title string, note ...string) step {
		s := step{Name: name, Title: title}
		for _, n := range note {
			s.Note += n
		}
		return s
	},
}

// New serves a site: every index.html in it, at its folder's address, as a
// template, and every other file as it lies. Without parts.html pages have no
// parts. It fails where a page is no template.
func New(site fs.FS) (http.Handler, error) {
	parts := template.New("").Funcs(functions)
	if _, err := fs.Stat(site, Parts); err == nil {
		if parts, err = parts.ParseFS(site, Parts); err != nil {
			return nil, fmt.Errorf("pages: %w", err)
		}
	}
	made := map[string][]byte{} // by address
	err := fs.WalkDir(site, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(name) != "index.html" {
			return err
		}
		made[addressOf(name)], err = render(parts, site, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	files, common := http.FileServerFS(site), http.FileServerFS(shared)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch page, ok := made[r.URL.Path]; {
		case ok:
			http.ServeContent(w, r, "index.html", time.Time{}, bytes.NewReader(page))
		case r.URL.Path == "/"+Parts, r.URL.Path == "/shared/": // no list of files
			http.NotFound(w, r)
		case strings.HasPrefix(r.URL.Path, "/shared/"):
			common.ServeHTTP(w, r)
		default:
			files.ServeHTTP(w, r)
		}
	}), nil
}

// Embedded is [New] for a folder of a site that the program itself holds.
func Embedded(files embed.FS, folder string) http.Handler {
	site, err := fs.Sub(files, folder)
	if err == nil {
		var handler http.Handler
		if handler, err = New(site); err == nil {
			return handler
		}
	}
	panic("pages: internal error: " + err.Error())
}

// addressOf is where the page of a folder is: "/iit/" for "iit/index.html".
func addressOf(name string) string {
	if folder := path.Dir(name); folder != "." {
		return "/" + folder + "/"
	}
	return "/"
}

func render(parts *template.Template, site fs.FS, name string) ([]byte, error) {
	source, err := fs.ReadFile(site, name)
	if err != nil {
		return nil, err
	}
	page, err := parts.Clone()
	if err != nil {
		return nil, err
	}
	if page, err = page.New(name).Parse(string(source)); err != nil {
		return nil, err
	}
	var made bytes.Buffer
	err = page.Execute(&made, nil)
	return made.Bytes(), err
}
