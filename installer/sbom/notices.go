// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package sbom

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer/product"
)

var golang = product.Tool{Program: "go", Package: "golang-go"}

// Notices are the licences of all that programs contain beside the project's own
// code, which each of these asks to be kept with copies: a text for people, a
// licence once however many modules have it.
func Notices(ctx context.Context, checkout string, programs ...string) (string, error) {
	text, err := notices(ctx, checkout, programs)
	if err != nil {
		return "", fmt.Errorf("sbom: %w", err)
	}
	return text, nil
}

func notices(ctx context.Context, checkout string, programs []string) (string, error) {
	each, modules, err := readAll(programs)
	if err != nil {
		return "", err
	}
	root, err := golang.Run(ctx, checkout, nil, "env", "GOROOT")
	if err != nil {
		return "", err
	}
	names := []string{"Go " + each[0].golang}
	folders := []string{strings.TrimSpace(string(root))}
	asked := []string{"list", "-m", "-f", "{{.Dir}}"}
	for _, module := range modules {
		names = append(names, module.Path+" "+module.Version)
		asked = append(asked, module.Path)
	}
	if len(modules) > 0 {
		list, err := golang.Run(ctx, checkout, nil, asked...)
		if err != nil {
			return "", err
		}
		for line := bufio.NewScanner(bytes.NewReader(list)); line.Scan(); {
			folders = append(folders, line.Text())
		}
	}
	return compose(names, folders)
}

// compose puts together the licences in folders, named for what lies there.
func compose(names, folders []string) (string, error) {
	var texts []string
	under := map[string][]string{}
	for i, folder := range folders {
		text, err := licences(folder)
		if err != nil {
			return "", fmt.Errorf("%s: %w", names[i], err)
		}
		if _, ok := under[text]; !ok {
			texts = append(texts, text)
		}
		under[text] = append(under[text], names[i])
	}
	var all strings.Builder
	for _, text := range texts {
		fmt.Fprintf(&all, "\n%s\n\nThe program contains %s, under these terms:\n\n%s\n",
			strings.Repeat("-", 76), strings.Join(under[text], ", "), text)
	}
	return all.String(), nil
}

// licences are the texts in the folder of a module, by the names they usually
// have.
func licences(folder string) (string, error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, f := range files {
		stem, _, _ := strings.Cut(strings.ToUpper(f.Name()), ".")
		if !f.Type().IsRegular() || !slices.Contains([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE"}, stem) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.TrimSpace(string(text)))
	}
	if len(texts) == 0 {
		return "", errors.New("no licence lies in its folder")
	}
	return strings.Join(texts, "\n\n"), nil
}
