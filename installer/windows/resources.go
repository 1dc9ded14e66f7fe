// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/installer/product"
)

// english is the language of a program's version resource as Windows numbers it,
// in hexadecimal: 1033.
const english = "0409"

// brand gives a program its icon and its version, which Windows shows to people
// and by which Windows Installer tells an older file from a newer one. What a
// program does is in description; iconFile must lie in the folder work.
func brand(ctx context.Context, p product.Product, program, description, work string) error {
	full := fullVersion(p.Version)
	resources := map[string]any{
		"RT_GROUP_ICON": map[string]any{"#1": map[string]string{"0000": iconFile}},
		"RT_VERSION": map[string]any{"#1": map[string]any{"0000": map[string]any{
			"fixed": map[string]string{"file_version": full, "product_version": full},
			"info": map[string]any{english: map[string]string{
				"CompanyName":      publisher,
				"FileDescription":  description,
				"FileVersion":      p.Version,
				"InternalName":     p.Name,
				"LegalCopyright":   product.Licence,
				"OriginalFilename": filepath.Base(program),
				"ProductName":      p.Title,
				"ProductVersion":   p.Version,
			}},
		}}},
	}
	text, err := json.Marshal(resources)
	if err != nil {
		return err
	}
	// The tool takes files named in it as lying beside it.
	input := filepath.Join(work, "resources.json")
	if err := os.WriteFile(input, text, 0o600); err != nil {
		return err
	}
	_, err = product.Tool{Program: "go", Package: "golang-go"}.Run(ctx, p.Checkout, nil,
		"tool", "-modfile=installer/tools.mod", "go-winres", "patch", "--in", input, "--no-backup", program)
	return err
}
