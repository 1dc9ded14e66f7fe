// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon

import (
	"encoding/json"
	"fmt"
)

// Patch applies a JSON merge patch (RFC 7396) to one of the files.
func (f Files) Patch(path string, patch any) error {
	text, err := json.Marshal(patch)
	if err == nil {
		err = f.patch(path, text)
	}
	if err != nil {
		return fmt.Errorf("addon: %w", err)
	}
	return nil
}

func (f Files) patch(path string, patch []byte) error {
	merged, err := merge(f[path], patch)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	f[path] = merged
	return nil
}

// merge is a document with a patch applied, its members sorted.
func merge(document, patch []byte) ([]byte, error) {
	var target, change any
	if err := json.Unmarshal(document, &target); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(patch, &change); err != nil {
		return nil, err
	}
	merged, err := json.MarshalIndent(mergePatch(target, change), "", "  ")
	return append(merged, '\n'), err
}

// mergePatch is MergePatch of RFC 7396, section 2.
func mergePatch(target, patch any) any {
	members, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for name, value := range members {
		if value == nil {
			delete(object, name)
		} else {
			object[name] = mergePatch(object[name], value)
		}
	}
	return object
}
