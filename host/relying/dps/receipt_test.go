// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
)

func windows1251(t testing.TB, text string) []byte {
	t.Helper()
	octets, err := charmap.Windows1251.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	return octets
}

const (
	reported = "16010000000017F0103309100000000130620261601.xml"
	// stored is as first receipts were seen: in UTF-8, with Latin letters i.
	stored = `<?xml version="1.0" encoding="utf-8"?><DECLAR><DECLARHEAD><C_DOC>F14</C_DOC><C_DOC_SUB>991</C_DOC_SUB><C_DOC_VER>2</C_DOC_VER></DECLARHEAD>` +
		`<DECLARBODY><HDOCKOD>F0103309</HDOCKOD><HDOCNAME>Податкова декларацiя</HDOCNAME><HFILENAME>` + reported + `</HFILENAME>` +
		`<HRESULT>ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РIВНI</HRESULT><HNUMREG xsi:nil="true"/><TEXT ROWNUM="1">Очікуйте квитанцію №2: документ буде прийнято</TEXT></DECLARBODY></DECLAR>`
)

func TestReceipts(t *testing.T) {
	got, err := ParseReceipt([]byte(stored))
	require.NoError(t, err)
	assert.Equal(t, Receipt{
		Number: 1, Result: Received, File: reported, Form: "F0103309", Name: "Податкова декларацiя",
		Text: "ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РIВНI\nОчікуйте квитанцію №2: документ буде прийнято",
	}, got)

	first, err := ParseReceipt([]byte(strings.Replace(stored, "ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РIВНI", "Прийнято пакет.", 1)))
	require.NoError(t, err)
	assert.Equal(t, Received, first.Result)

	second := strings.NewReplacer("991", "992", `<HNUMREG xsi:nil="true"/>`, "<HNUMREG>9000000001</HNUMREG>", "ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РIВНI", "Прийнято пакет.").Replace(stored)
	got, err = ParseReceipt([]byte("\xEF\xBB\xBF" + second))
	require.NoError(t, err)
	assert.Equal(t, Accepted, got.Result)
	assert.Equal(t, 2, got.Number)
	assert.Equal(t, "9000000001", got.Registered)
}

func TestResultsOfReceipts(t *testing.T) {
	for text, want := range map[string]Result{
		"Файл оброблений 01.01.2022 в 11:46:29\r\nДОКУМЕНТ ПРИЙНЯТО": Accepted,
		"Документ  не\nприйнято":                                     Rejected,
		"ДОКУМЕНТ НЕ ПРИЙНЯТО. Збережено протокол":                   Rejected,
		"ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РІВНІ":                   Received,
		"Документ збережено, його ще не перевірено":                  Received,
		"Документ НЕ ЗБЕРЕЖЕНО":                                      Rejected,
		"Відхилено":                              Rejected,
		"Прийнято пакет.":                        Accepted,
		"Документ не може бути прийнято":         Unknown,
		"Документ буде прийнято після перевірки": Unknown,
		"Прийняття звітності завершено":          Unknown,
		"Щось інше":                              Unknown,
	} {
		for encoding, octets := range map[string][]byte{"UTF-8": []byte(text), "windows-1251": windows1251(t, text)} {
			got, err := ParseReceipt(octets)
			require.NoError(t, err, text)
			assert.Equal(t, want, got.Result, "%s in %s", text, encoding)
		}
	}
	got, err := ParseReceipt(windows1251(t, "Квитанція N 1 про одержання файлу "+strings.ToUpper(reported)+"\r\nДОКУМЕНТ ПРИЙНЯТО"))
	require.NoError(t, err)
	assert.Equal(t, 1, got.Number)
	assert.Equal(t, Received, got.Result, "the first receipt accepts nothing")
	assert.True(t, SameName(reported, got.File))
	assert.Equal(t, "F0103309", got.Form)
}

func TestWhatIsNoReceipt(t *testing.T) {
	for why, bad := range map[string]string{
		"nothing": "", "space": " \r\n", "octets": "a\x00b", "XML of something else": "<a/>", "a report": strings.NewReplacer("HFILENAME", "HTIN", "HRESULT", "HNAME", "TEXT", "R").Replace(stored),
		"cut short": stored[:len(stored)-20], "an octet without a sign": "\x98\xFF",
	} {
		_, err := ParseReceipt([]byte(bad))
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
	_, err := ParseReceipt(make([]byte, MaxReceipt+1))
	assert.ErrorIs(t, err, ErrTooLarge)
}

func FuzzParseReceipt(f *testing.F) {
	f.Add([]byte(stored))
	f.Add(windows1251(f, "Квитанція №2\r\n"+reported+"\r\nДОКУМЕНТ НЕ ПРИЙНЯТО"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseReceipt(b)
		if err != nil {
			return
		}
		require.True(t, r.Text != "" || r.File != "")
		require.Contains(t, []Result{Received, Accepted, Rejected, Unknown}, r.Result)
		require.LessOrEqual(t, len(r.Text), 3*MaxReceipt)
	})
}
