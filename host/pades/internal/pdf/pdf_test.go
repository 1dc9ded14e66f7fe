// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf_test

import (
	"bytes"
	"testing"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func open(t testing.TB, data []byte) *pdf.File {
	t.Helper()
	f, err := pdf.Open(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return f
}

func load(t testing.TB, r *pdf.Revision, n int) pdf.Object {
	t.Helper()
	o, err := r.Load(pdf.Reference{Number: n})
	require.NoError(t, err)
	return o
}

func TestFormsAreRead(t *testing.T) {
	for _, form := range pdftest.Forms() {
		t.Run(string(form), func(t *testing.T) {
			f := open(t, pdftest.Build(form, pdftest.Page()))
			ref, catalog, err := f.Newest().Catalog()
			require.NoError(t, err)
			assert.Equal(t, pdf.Reference{Number: 1}, ref)
			assert.Equal(t, pdf.Dict{"Type": pdf.Name("Catalog"), "Pages": pdf.Reference{Number: 2}}, catalog)
			page := load(t, f.Newest(), 3).(pdf.Dict)
			assert.Equal(t, pdf.Array{int64(0), int64(0), int64(595), pdf.Real("842.5")}, page["MediaBox"])
			data, err := f.Newest().Data(load(t, f.Newest(), 4).(*pdf.Stream))
			require.NoError(t, err)
			assert.Contains(t, string(data), "(Hello) Tj")
			assert.Nil(t, load(t, f.Newest(), 99))
		})
	}
}

// TestUpdates appends to each form, twice, and reads every revision back.
func TestUpdates(t *testing.T) {
	for _, form := range pdftest.Forms() {
		t.Run(string(form), func(t *testing.T) {
			first := pdftest.Build(form, pdftest.Page())
			file := first
			var ends []int64
			for range 2 {
				ends = append(ends, int64(len(file)))
				u, err := open(t, file).Update()
				require.NoError(t, err)
				hole := &pdf.Hole{Width: 4}
				added := u.Add(pdf.Dict{"Odd name": hole, "Stream": u.Add(&pdf.NewStream{Data: []byte("data")})})
				u.Replace(pdf.Reference{Number: 6}, pdf.Dict{"Title": pdf.String{Octets: []byte("(new)")}, "Extra": added})
				more, err := u.Marshal()
				require.NoError(t, err)
				file = append(bytes.Clone(file), more...)
				assert.Equal(t, "    ", string(file[hole.At:hole.At+4]))
				copy(file[hole.At:], "true")
			}
			f := open(t, file)
			info := load(t, f.Newest(), 6).(pdf.Dict)
			assert.Equal(t, "(new)", string(info["Title"].(pdf.String).Octets))
			extra := load(t, f.Newest(), info["Extra"].(pdf.Reference).Number).(pdf.Dict)
			assert.Equal(t, true, extra["Odd name"])
			data, err := f.Newest().Data(load(t, f.Newest(), extra["Stream"].(pdf.Reference).Number).(*pdf.Stream))
			require.NoError(t, err)
			assert.Equal(t, "data", string(data))

			oldest, ok := f.At(ends[0])
			require.True(t, ok)
			assert.Equal(t, "A document", string(load(t, oldest, 6).(pdf.Dict)["Title"].(pdf.String).Octets))
			middle, ok := f.At(ends[1])
			require.True(t, ok)
			assert.True(t, f.Newest().Changed(oldest)[6])
			assert.False(t, f.Newest().Changed(oldest)[3])
			assert.Empty(t, middle.Changed(f.Newest()))
			_, ok = f.At(ends[1] - 30)
			assert.False(t, ok, "the end of a revision is not in its middle")
		})
	}
}

func TestStringsAndNames(t *testing.T) {
	objects := pdftest.Page()
	objects[6] = "<</A(a\\(b(c)\\101\\7x\\\r\n\\\nz\r\n)/B<4 1 4>/C#20D/E#46#/G -.5/H +7/I[true null false % comment )\n]/J null>>"
	info := load(t, open(t, pdftest.Build(pdftest.Table, objects)).Newest(), 6).(pdf.Dict)
	assert.Equal(t, "a(b(c)A\axz\n", string(info["A"].(pdf.String).Octets))
	assert.Equal(t, "A@", string(info["B"].(pdf.String).Octets))
	assert.Equal(t, pdf.Name("EF#"), info["C D"])
	assert.Equal(t, pdf.Real("-.5"), info["G"])
	assert.Equal(t, int64(7), info["H"])
	assert.Equal(t, pdf.Array{true, nil, false}, info["I"])
	assert.NotContains(t, info, pdf.Name("J"))
}
