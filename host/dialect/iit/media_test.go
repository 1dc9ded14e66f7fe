// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

func (p *page) devices(kinds ...byte) (lists [][]string) {
	p.t.Helper()
	require.NoError(p.t, json.Unmarshal(p.does("GetKeyMediaDevices", bytesArg(kinds)), &lists))
	require.Len(p.t, lists, len(kinds))
	return lists
}

// TestMediaTypes: names and order are what pages hold on to.
func TestMediaTypes(t *testing.T) {
	p := newPage(t)
	want := []string{
		"е.ключ ІІТ Кристал-1",
		"е.ключ ІІТ Алмаз-1К",
		"криптомод. ІІТ Гряда-301",
		"е.ключ чи смарт-карта Автор (PKCS#11)",
		"е.ключ чи смарт-карта Автор 338 (PKCS#11)",
		"е.ключ чи смарт-карта Avest (PKCS#11)",
		"е.ключ Ефіт Key (PKCS#11)",
		"Pidpys: інший ключ",
	}
	var got []string
	require.NoError(t, json.Unmarshal(p.does("GetKeyMediaTypes"), &got))
	assert.Equal(t, want, got)
	for i, name := range want {
		assert.Equal(t, name, p.asText(p.does("EnumKeyMediaTypes", i)))
	}
	p.fails(codeEndOfEnum, "EnumKeyMediaTypes", len(want))
	p.fails(codeBadParameter, "EnumKeyMediaTypes", -1)
	p.does("SetLanguage", 3)
	assert.Equal(t, "Pidpys: another key", p.asText(p.does("EnumKeyMediaTypes", 7)))
	assert.Zero(t, p.desk.looks, "nobody looked at what is plugged in")
}

// TestMediaTypesAreOfOurTable: a device whose name changed there would vanish here.
func TestMediaTypesAreOfOurTable(t *testing.T) {
	for _, m := range mediaTypes {
		for _, name := range m.devices {
			assert.True(t, slices.ContainsFunc(device.Builtin(), func(d device.Module) bool { return d.Name == name }), name)
		}
	}
}

func TestMediaDevices(t *testing.T) {
	p := newPage(t)
	almaz := token("Алмаз-1К", "Моя печатка", "UA-17\u202e0042")
	simulated := token("Навчальний", "Навчальна", "1")
	simulated.Form = key.FormSimulated
	tpm, card := token("TPM", "Ключ", ""), token("Смарт-картка", "PIV", "9")
	tpm.Form, card.Form = key.FormTPM, key.FormCard
	p.desk.carriers = []key.Carrier{tpm, almaz, token("Кристал-1", "", "777"), simulated, card, token("EfitKey", "", ""), token("eToken", "e", "5")}
	assert.Equal(t, [][]string{{"Алмаз-1К № …0042", "Навчальний № …1"}, {"Кристал-1"}, {}, {"EfitKey"}, {"Обрати у вікні Pidpys"}}, p.devices(1, 0, 2, 6, 7))
	assert.Equal(t, 1, p.desk.looks, "all at once")

	assert.Equal(t, "Навчальний № …1", p.asText(p.does("EnumKeyMediaDevices", 1, 1)))
	assert.Equal(t, 1, p.desk.looks)
	assert.Equal(t, "Алмаз-1К № …0042", p.asText(p.does("EnumKeyMediaDevices", 1, 0)))
	assert.Equal(t, 2, p.desk.looks, "the count begins anew")
	p.fails(codeEndOfEnum, "EnumKeyMediaDevices", 1, 2)
	assert.Equal(t, "Обрати у вікні Pidpys", p.asText(p.does("EnumKeyMediaDevices", 7, 0)))
	p.fails(codeEndOfEnum, "EnumKeyMediaDevices", 7, 1)
	for _, kind := range []int{-1, 8} {
		p.fails(codeBadParameter, "EnumKeyMediaDevices", kind, 0)
	}
	p.fails(codeBadParameter, "EnumKeyMediaDevices", 1, -1)
	p.fails(codeBadParameter, "GetKeyMediaDevices", bytesArg([]byte{8}))
	p.fails(codeBadParameter, "GetKeyMediaDevices", bytesArg(make([]byte, 9)))
	assert.Empty(t, p.devices())

	p.desk.err = protocol.Fail(protocol.WorkerMissing)
	p.fails(codeMedia, "EnumKeyMediaDevices", 1, 0)
	p.fails(codeMedia, "GetKeyMediaDevices", bytesArg([]byte{1}))
}

// TestSimulated: a release offers no simulated carrier as a protected one.
func TestSimulated(t *testing.T) {
	p := newPage(t)
	p.media.simulatedAs = ""
	for _, name := range []string{"Навчальний", "Алмаз-1К"} {
		c := token(name, "a", "1")
		c.Form = key.FormSimulated
		p.desk.carriers = append(p.desk.carriers, c)
	}
	assert.Equal(t, [][]string{{}, {}}, p.devices(0, 1))
}

// TestMediaNames: however alike carriers are, the person can tell their names apart, by
// which the page learns nothing of them.
func TestMediaNames(t *testing.T) {
	p := newPage(t)
	p.desk.carriers = []key.Carrier{
		token("Алмаз-1К", "Коваленко О. П.", "123456781"), token("Алмаз-1К", "Коваленко О. П.", "2"), token("Алмаз-1К", "ФОП", "2"),
		token("Алмаз-1К", "Моя", ""), token("Алмаз-1К", "", ""),
	}
	assert.Equal(t, [][]string{{"Алмаз-1К № …6781", "Алмаз-1К № …2", "Алмаз-1К № …2 (2)", "Алмаз-1К", "Алмаз-1К (2)"}}, p.devices(1))
}

// TestMediaArePinned: a number means what the page saw under it, not what has come
// into that place since.
func TestMediaArePinned(t *testing.T) {
	p := newPage(t)
	first, second := token("Алмаз-1К", "Перша", "1"), token("Алмаз-1К", "Друга", "2")
	p.desk.carriers = []key.Carrier{first, second}
	p.devices(0, 1)
	wanted := func(device int) key.Ref {
		p.does("ReadPrivateKeySilently", mediaArg(1, device))
		return p.desk.opened[len(p.desk.opened)-1].Carrier
	}
	p.desk.carriers = []key.Carrier{second}
	assert.Equal(t, first.Ref, wanted(0), "missed when it is opened")
	assert.Equal(t, second.Ref, wanted(1))
	p.devices(0)
	assert.Equal(t, first.Ref, wanted(0), "another kind was looked at")
	p.devices(1)
	assert.Equal(t, second.Ref, wanted(0))
	opened := len(p.desk.opened)
	p.fails(codeMedia, "ReadPrivateKeySilently", mediaArg(1, 1))
	for _, at := range []mediaIndex{{-1, 0}, {8, 0}, {7, 1}, {1, -1}} {
		p.fails(codeBadParameter, "ReadPrivateKeySilently", mediaArg(at.kind, at.device))
	}
	assert.Len(t, p.desk.opened, opened, "no window opened for nothing")
	p.does("ReadPrivateKeySilently", mediaArg(7, 0))
	assert.Empty(t, p.desk.opened[opened].Carrier, "any key")

	remembers := newPage(t)
	remembers.desk.carriers = []key.Carrier{first}
	remembers.does("ReadPrivateKeySilently", mediaArg(1, 0))
	assert.Equal(t, first.Ref, remembers.desk.opened[0].Carrier, "the page kept the numbers")
}

func TestMediaDialog(t *testing.T) {
	p := newPage(t)
	want := jsonOf(t, newObject(classKeyMedia, map[string]any{"typeIndex": 7, "devIndex": 0, "password": ""}))
	assert.JSONEq(t, want, string(p.does("GetPrivateKeyMedia", "Оберіть ключ")))
	assert.JSONEq(t, want, string(p.does("GetPrivateKeyMedia")))
}
