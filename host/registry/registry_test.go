// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry_test

import (
	"testing"

	"github.com/pidpys/pidpys/host/registry"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAuthorities(t *testing.T) {
	all := registry.Builtin().Authorities()
	require.Len(t, all, 33)
	seen := map[string]bool{}
	for _, a := range all {
		require.NotEmpty(t, a.Names)
		assert.Regexp(t, `^\d{8}$`, a.EDRPOU, a.Name())
		for _, address := range []string{a.Site, a.CMP, a.OCSP, a.TSP} {
			assert.Regexp(t, `^([a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/[A-Za-z0-9/]*)?)?$`, address, a.Name())
		}
		assert.NotEmpty(t, a.Site, a.Name())
		assert.Empty(t, a.ReissueURL(), "%s: only an administrator names a service that renews", a.Name())
		for _, name := range a.Names {
			found, ok := registry.Builtin().Find(name)
			require.True(t, ok, name)
			assert.Equal(t, a.Name(), found.Name(), "%s belongs to two", name)
		}
		assert.False(t, seen[a.EDRPOU], a.EDRPOU)
		seen[a.EDRPOU] = true
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ cn, want string }{
		{`КНЕДП ДПС`, `КНЕДП ДПС`},
		{`Акредитований центр сертифікації ключів ІДД ДФС`, `КНЕДП ДПС`},
		{`«Дія». Кваліфікований надавач електронних довірчих послуг`, `"Дія". Кваліфікований надавач електронних довірчих послуг`},
		{`КНЕДП "ЦСК Збройних Сил України"`, `КНЕДП “ЦСК Збройних Сил України”`},
		{`кнедп  ацск ат кб «приватбанк»`, `КНЕДП АЦСК АТ КБ "ПРИВАТБАНК"`},
		{`QTSP-ECDSA of JSC "BANK ALLIANCE"`, `КНЕДП АТ "БАНК АЛЬЯНС"`},
		{` АЦСК Держінформ’юсту `, `"Дія". Кваліфікований надавач електронних довірчих послуг`},
	} {
		found, ok := registry.Builtin().Find(c.cn)
		require.True(t, ok, c.cn)
		assert.Equal(t, c.want, found.Name())
	}
	for _, cn := range []string{"", `""`, "КНЕДП", "КНЕДП ДПС України", "Центральний засвідчувальний орган"} {
		_, ok := registry.Builtin().Find(cn)
		assert.False(t, ok, cn)
	}
}

func TestTimeURL(t *testing.T) {
	for address, want := range map[string][2]string{
		"":                          {"", ""},
		"ca.example.ua":             {"http://ca.example.ua/services/tsp/", "http://ca.example.ua/services/tsp/ecdsa/"},
		"ca.example.ua/":            {"http://ca.example.ua/services/tsp/", "http://ca.example.ua/services/tsp/ecdsa/"},
		"https://ca.example.ua:444": {"https://ca.example.ua:444/services/tsp/", "https://ca.example.ua:444/services/tsp/ecdsa/"},
		"ca.example.ua/tsp":         {"http://ca.example.ua/tsp", "http://ca.example.ua/tsp"},
	} {
		a := registry.Authority{TSP: address}
		assert.Equal(t, want, [2]string{a.TimeURL(true), a.TimeURL(false)}, address)
	}
}

func TestReissueURL(t *testing.T) {
	for address, want := range map[string]string{
		"":                               "",
		"ca.example.ua/.well-known/cmp":  "http://ca.example.ua/.well-known/cmp",
		"https://ca.example.ua:8443/cmp": "https://ca.example.ua:8443/cmp",
	} {
		assert.Equal(t, want, registry.Authority{Reissue: address}.ReissueURL())
	}
}
