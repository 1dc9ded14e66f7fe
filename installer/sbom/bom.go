// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package sbom

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/CycloneDX/cyclonedx-go"

	"github.com/pidpys/pidpys/installer/product"
)

// FileName is what the document is called.
func FileName(p product.Product) string { return p.Name + "-" + p.Version + ".cdx.json" }

// Write writes the document about programs into a folder and returns its path.
// Programs of one package's path that were built for several systems are one
// component, which depends on what any of them does.
func Write(p product.Product, programs []string, out string) (string, error) {
	bom, err := document(p, programs)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return "", fmt.Errorf("sbom: %w", err)
	}
	place := filepath.Join(out, FileName(p))
	f, err := os.Create(place)
	if err != nil {
		return "", fmt.Errorf("sbom: %w", err)
	}
	defer f.Close()
	if err := cyclonedx.NewBOMEncoder(f, cyclonedx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cyclonedx.SpecVersion1_6); err != nil {
		return "", fmt.Errorf("sbom: %w", err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("sbom: %w", err)
	}
	return place, nil
}

func document(p product.Product, programs []string) (*cyclonedx.BOM, error) {
	each, modules, err := readAll(programs)
	if err != nil {
		return nil, err
	}
	whole := p.Name + "@" + p.Version
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{
		Timestamp: p.Date.Format(time.RFC3339),
		Component: &cyclonedx.Component{
			BOMRef: whole, Type: cyclonedx.ComponentTypeApplication, Name: p.Name, Version: p.Version,
			Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: product.Licence}}},
		},
	}
	var components []cyclonedx.Component
	needs := map[string][]string{}
	for i, one := range each {
		if _, ok := needs[one.main]; !ok {
			components = append(components, cyclonedx.Component{
				BOMRef: one.main, Type: cyclonedx.ComponentTypeApplication,
				Name: strings.TrimSuffix(filepath.Base(programs[i]), ".exe"), Version: p.Version,
			})
			needs[whole] = append(needs[whole], one.main)
		}
		needs[one.main] = append(needs[one.main], purl("std", one.golang))
		for _, module := range one.modules {
			needs[one.main] = append(needs[one.main], purl(module.Path, module.Version))
		}
	}
	components = append(components, library("std", each[0].golang))
	for _, module := range modules {
		components = append(components, library(module.Path, module.Version))
	}
	bom.Components = &components
	var dependencies []cyclonedx.Dependency
	for _, ref := range append([]string{whole}, needs[whole]...) {
		on := needs[ref]
		slices.Sort(on)
		dependencies = append(dependencies, cyclonedx.Dependency{Ref: ref, Dependencies: new(slices.Compact(on))})
	}
	bom.Dependencies = &dependencies
	return bom, nil
}

// library is a module; "std" stands for the standard library of Go.
func library(path, version string) cyclonedx.Component {
	return cyclonedx.Component{
		BOMRef: purl(path, version), Type: cyclonedx.ComponentTypeLibrary, Name: path, Version: version, PackageURL: purl(path, version),
	}
}

// purl is a module's package URL (ECMA-427, type golang).
func purl(path, version string) string { return "pkg:golang/" + path + "@" + version }
