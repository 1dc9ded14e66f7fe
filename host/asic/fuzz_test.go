// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/require"
)

// FuzzVerify: whatever the octets, an answer; and what is opened, the standard
// library's reader finds to be the same files.
func FuzzVerify(f *testing.F) {
	f.Add(extended(f, []document{contract}, testpki.ECDSAPerson))
	f.Add(simple(f, contract, testpki.Person))
	packed := entry{name: "b.txt", content: []byte("bbbbbbbbbbbbbbbb"), method: 8, flags: 1 << 3}
	packed.packed = deflated(f, packed.content)
	packed.after = packed.sums()
	f.Add(build(mimetype(), entry{name: "META-INF/"}, packed))
	f.Add(build(text("a.txt"), entry{name: "META-INF/ASiCManifest.xml", content: manifestOf(signatureName, reference("a.txt", sha256URI, nil))}))
	v := verifier()
	v.MaxSigners = 4
	f.Fuzz(func(t *testing.T, data []byte) {
		report, err := asic.Verify(context.Background(), v, bytes.NewReader(data), int64(len(data)))
		if err != nil {
			var flaw *asic.ArchiveError
			require.True(t, errors.As(err, &flaw) || errors.Is(err, asic.ErrNotContainer), "%v", err)
			return
		}
		reader, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		require.NoError(t, err)
		for _, object := range report.Container.Objects {
			r, err := reader.Open(object.Name)
			if err != nil {
				continue // names that the standard library does not open by path
			}
			ours, err := object.Open()
			require.NoError(t, err)
			want, _ := io.ReadAll(r)
			got, err := io.ReadAll(ours)
			if err == nil {
				require.Equal(t, want, got)
			}
		}
	})
}

// FuzzManifest: a container's manifest can be anything.
func FuzzManifest(f *testing.F) {
	a := text("a.txt")
	f.Add(manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a))))
	f.Add([]byte(`<?xml version="1.0" encoding="UTF-16"?><a/>`))
	f.Fuzz(func(t *testing.T, manifest []byte) {
		data := build(mimetype(), a, entry{name: "META-INF/ASiCManifest.xml", content: manifest}, entry{name: signatureName})
		report, err := asic.Verify(context.Background(), verifier(), bytes.NewReader(data), int64(len(data)))
		var flaw *asic.ArchiveError
		if err != nil {
			require.ErrorAs(t, err, &flaw)
			return
		}
		require.False(t, report.Passed())
	})
}
