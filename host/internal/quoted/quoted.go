// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package quoted lets a test know what the code names in quotes: the words that
// must stand in every language, the codes that must have words.
package quoted

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// In gives what the pattern's one group captures in the Go files, tests apart,
// that glob names from the test's folder. Nothing found is a failure, for then
// the test would look at nothing.
func In(t testing.TB, glob, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(glob)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1) {
			all = append(all, m[1])
		}
	}
	if len(all) == 0 {
		t.Fatalf("nothing like %s in %s", pattern, glob)
	}
	return all
}
