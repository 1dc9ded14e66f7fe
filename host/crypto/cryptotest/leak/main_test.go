// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak

package leak_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
)

var results = tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)

// tell adds a row to the table that ends the run.
func tell(columns ...any) {
	fmt.Fprintln(results, strings.TrimPrefix(fmt.Sprintf(strings.Repeat("\t%v", len(columns)), columns...), "\t"))
}

// end ends the program.
var end = os.Exit

func TestMain(m *testing.M) {
	code := m.Run()
	results.Flush()
	end(code)
}
