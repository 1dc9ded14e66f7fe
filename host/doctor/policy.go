// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"encoding/json"
	"maps"
	"slices"
)

// A policy is what administrators set for a browser, by name. Values are as in
// JSON; those of Windows' registry differ in ways that the methods hide: lists are
// keys whose values are numbered, objects are keys or texts of JSON, and truth is a
// number. A value of another kind is as good as none.
type policy map[string]any

// parsePolicy reads an object of JSON.
func parsePolicy(data []byte) (p policy, err error) {
	err = json.Unmarshal(data, &p)
	return p, err
}

// list is a list of texts.
func (p policy) list(name string) []string {
	var elements []any
	switch v := p[name].(type) {
	case []any:
		elements = v
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			elements = append(elements, v[key])
		}
	}
	var texts []string
	for _, e := range elements {
		if text, ok := e.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// object is one of names and values; of none it is nil, which has no names.
func (p policy) object(name string) policy {
	switch v := p[name].(type) {
	case map[string]any:
		return v
	case string:
		inner, err := parsePolicy([]byte(v))
		if err != nil {
			return nil
		}
		return inner
	}
	return nil
}

func (p policy) text(name string) string {
	text, _ := p[name].(string)
	return text
}

// denies reports whether a policy says no.
func (p policy) denies(name string) bool {
	switch v := p[name].(type) {
	case bool:
		return !v
	case uint64: // a DWORD
		return v == 0
	}
	return false
}
