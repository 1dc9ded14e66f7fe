// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/pidpys/pidpys/host/registry"
)

// A provider is an entry of CAs.json, as far as it is of use here. Its other
// members are advice to one vendor's software.
type provider struct {
	Names    []string `json:"issuerCNs"`
	Site     string   `json:"address"`
	CMP      string   `json:"cmpAddress"`
	OCSP     string   `json:"ocspAccessPointAddress"`
	OCSPPort string   `json:"ocspAccessPointPort"`
	TSP      string   `json:"tspAddress"`
	TSPPort  string   `json:"tspAddressPort"`
	EDRPOU   string   `json:"codeEDRPOU"`
}

// authorities makes authorities.json.
func authorities(source []byte) ([]byte, error) {
	var providers []provider
	if err := json.Unmarshal(bytes.TrimPrefix(source, []byte("\ufeff")), &providers); err != nil {
		return nil, err
	}
	var list []registry.Authority
	for i, p := range providers {
		if len(p.Names) == 0 {
			return nil, fmt.Errorf("provider %d has no name", i+1)
		}
		list = append(list, registry.Authority{
			Names: p.Names, EDRPOU: p.EDRPOU, Site: p.Site,
			CMP: p.CMP, OCSP: withPort(p.OCSP, p.OCSPPort), TSP: withPort(p.TSP, p.TSPPort),
		})
	}
	if len(list) == 0 {
		return nil, errors.New("no providers")
	}
	byAlphabet(list)
	var out bytes.Buffer
	write := json.NewEncoder(&out)
	write.SetEscapeHTML(false)
	write.SetIndent("", "\t")
	err := write.Encode(list)
	return out.Bytes(), err
}

// withPort puts a port that is not the usual one into an address.
func withPort(address, port string) string {
	host, _, _ := strings.Cut(address, "/")
	if host == "" || port == "" || port == "80" || strings.Contains(host, ":") {
		return address
	}
	return host + ":" + port + strings.TrimPrefix(address, host)
}

// byAlphabet orders authorities as a person looks for a name: by the Ukrainian
// alphabet after the Latin one, with no regard to case and punctuation.
func byAlphabet(list []registry.Authority) {
	order := collate.New(language.Ukrainian)
	slices.SortStableFunc(list, func(a, b registry.Authority) int {
		return order.CompareString(letters(a.Name()), letters(b.Name()))
	})
}

// letters keeps of a name what its place in the alphabet depends on.
func letters(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}
