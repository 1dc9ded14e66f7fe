// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf_test

import (
	"testing"

	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/stretchr/testify/require"
)

// TestProducers reads what other people's programs write.
func TestProducers(t *testing.T) {
	for _, p := range pdftest.Producers() {
		t.Run(p.Name, func(t *testing.T) {
			r := open(t, p.Write(t)).Newest()
			_, catalog, err := r.Catalog()
			require.NoError(t, err)
			pages, err := r.Dict(catalog["Pages"])
			require.NoError(t, err)
			require.Equal(t, int64(1), pages["Count"])
			require.NoError(t, walk(r))
		})
	}
}
