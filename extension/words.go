// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package extension

import (
	"encoding/json"
	"io/fs"
	"path"
	"sync"
)

// Words is the catalogue of a language, "uk" or "en": messages by key. It is
// nil for any other. The caller must not change it.
func Words(language string) map[string]string { return catalogues()[language] }

// catalogues reads what is embedded, which tests hold to be in order.
var catalogues = sync.OnceValue(func() map[string]map[string]string {
	files, err := fs.Glob(locales, "_locales/*/messages.json")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		data, err := locales.ReadFile(file)
		if err != nil {
			panic("internal error: " + err.Error())
		}
		var messages map[string]struct {
			Message string `json:"message"`
		}
		if err := json.Unmarshal(data, &messages); err != nil {
			panic("internal error: " + err.Error())
		}
		words := map[string]string{}
		for key, m := range messages {
			words[key] = m.Message
		}
		all[path.Base(path.Dir(file))] = words
	}
	return all
})
