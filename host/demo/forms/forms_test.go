// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package forms_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/forms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
)

var day = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// TestReportsSayTheSameToMachines reads the XML of each form back, and finds in it
// what people are told.
func TestReportsSayTheSameToMachines(t *testing.T) {
	who := forms.Filer{Name: `ТОВ "ТЕСТОВІ РІШЕННЯ" & <Ґ>`, Code: "00000055"}
	for _, f := range forms.All() {
		report, err := f.Fill(who, forms.LastPeriod(day), 7, day)
		require.NoError(t, err)
		octets, err := report.Marshal()
		require.NoError(t, err)
		back, err := dps.ParseReport(octets)
		require.NoError(t, err)
		assert.Equal(t, report, back)
		assert.Equal(t, f.Code, back.Head.Form.String())
		assert.Equal(t, who.Name, back.Value("HNAME"))
		for i, l := range f.Lines() {
			assert.Equal(t, l.Value, back.Body[i+2].Value, l.Label.UK)
			assert.NotEmpty(t, l.Label.EN)
		}
		name, err := report.Head.FileName()
		require.NoError(t, err)
		assert.Equal(t, "26500000000055"+f.Code+"100000000720920262650.xml", name)
	}
}

func TestPeriodsThatEnded(t *testing.T) {
	for now, want := range map[string]forms.Period{
		"2026-01-01": {Year: 2025, Quarter: 4}, "2026-03-31": {Year: 2025, Quarter: 4}, "2026-04-01": {Year: 2026, Quarter: 1},
		"2026-11-23": {Year: 2026, Quarter: 3}, "2026-12-31": {Year: 2026, Quarter: 3},
	} {
		at, err := time.Parse(time.DateOnly, now)
		require.NoError(t, err)
		assert.Equal(t, want, forms.LastPeriod(at), now)
	}
}

func TestFormsForPeopleAndOrganisations(t *testing.T) {
	f, ok := forms.Find("F0103309")
	require.True(t, ok)
	j, ok := forms.Find("J0500110")
	require.True(t, ok)
	_, ok = forms.Find("F0103310")
	assert.False(t, ok)
	for kind, want := range map[pki.Kind][2]bool{
		pki.KindPerson: {true, false}, pki.KindFOP: {true, false}, pki.KindCorporate: {false, true}, pki.KindStamp: {false, true}, pki.KindUnknown: {},
	} {
		assert.Equal(t, want, [2]bool{f.Suits(kind), j.Suits(kind)}, kind)
	}
}

func TestFormsWithoutACode(t *testing.T) {
	report, err := forms.Form{Code: "F0103309"}.Fill(forms.Filer{}, forms.LastPeriod(day), 1, day)
	require.NoError(t, err)
	_, err = report.Marshal()
	assert.ErrorIs(t, err, dps.ErrMalformed, "nobody's")
	_, err = forms.Form{Code: "X1"}.Fill(forms.Filer{}, forms.LastPeriod(day), 1, day)
	assert.ErrorIs(t, err, dps.ErrMalformed, "no such form")
}
