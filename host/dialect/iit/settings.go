// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"maps"
	"slices"
)

// Pages set what the program is to do, and stop where that fails. All of it is
// taken as its class says and told back to whoever asks; hardly any of it means
// anything here. Above all, the servers that a page names, be they in the network
// of this computer, are asked by nobody: who is, the registry of authorities says,
// or the administrator. Nor is there any proxy but that of the system.
//
// What counts, how signatures are to be made and the language of errors, is in
// parameter.go.

// settingsMethods set whole objects of settings and tell them.
var settingsMethods = slices.Concat([]method{
	{name: "RefreshFileStore", params: 1, do: taken((*arguments).flag)},
	{name: "SetOCSPResponseExpireTime", params: 1, do: taken((*arguments).number)},
	{name: "GetSystemProxySettings", do: (*Dialect).getSystemProxySettings},
}, twins())

// maxSetting bounds a string that is kept to be told back, in octets.
const maxSetting = 4096

// values are the fields of an object of settings.
type values map[string]any

// A secret is a field whose value is dropped as it is read, and told as empty.
type secret struct{}

// The settings that are set whole, with what is told before they are. The type of
// a value is that of its field.
var whole = []struct {
	name, class string
	initial     values
}{
	{"FileStoreSettings", classFileStoreSettings, values{
		"path": "", "checkCRLs": false, "autoRefresh": false, "ownCRLsOnly": false,
		"fullAndDeltaCRLs": false, "autoDownloadCRLs": false, "saveLoadedCerts": false, "expireTime": 3600,
	}},
	{"ProxySettings", classProxySettings, noProxy},
	{"TSPSettings", classTSPSettings, values{"getStamps": false, "address": "", "port": "80"}},
	{"OCSPSettings", classOCSPSettings, values{"useOCSP": false, "beforeStore": false, "address": "", "port": "80"}},
	{"LDAPSettings", classLDAPSettings, values{
		"useLDAP": false, "address": "", "port": "389", "anonymous": true, "user": "", "password": secret{},
	}},
	{"CMPSettings", classCMPSettings, values{"useCMP": false, "address": "", "port": "80", "commonName": ""}},
	{"ModeSettings", classModeSettings, values{"offlineMode": false}},
	{"OCSPAccessInfoModeSettings", classOCSPAccessModeSettings, values{"enabled": false}},
	{"TSLSettings", classTSLSettings, values{"useTSL": false, "autoDownloadTSL": false, "tslAddress": ""}},
	{"KeyMediaSettings", classKeyMediaSettings, values{"sourceType": 0, "showErrors": false, "keyMedia": mediaIndex{}}},
}

var noProxy = values{
	"useProxy": false, "anonymous": true, "address": "", "port": "3128", "user": "", "password": secret{}, "savePassword": false,
}

// MarshalText is nothing.
func (secret) MarshalText() ([]byte, error) { return nil, nil }

// settings are a page's.
type settings struct {
	language       string // "uk" or "en"; empty: the person's
	signType       int    // as SetRuntimeParameter has it; sign.go makes a level of it
	noContentStamp bool
	of             map[string]values // by class
	access         map[string]values // by the issuer
	issuers        []string          // of access, in the order they came
}

// bes is the sign type of a signature without a time stamp over it.
const bes = 1

func newSettings() settings {
	s := settings{signType: bes, of: map[string]values{}, access: map[string]values{}}
	for _, w := range whole {
		s.of[w.class] = w.initial
	}
	return s
}

// contentTimeStamp reports whether signatures are to have a time stamp over their
// content: where there are time stamps at all, unless the page wants none.
func (s *settings) contentTimeStamp() bool {
	return !s.noContentStamp && s.of[classTSPSettings]["getStamps"] == true
}

// twins are a method that sets and one that tells for each of whole.
func twins() []method {
	var all []method
	for _, w := range whole {
		all = append(all, method{name: "Set" + w.name, params: 1, do: func(d *Dialect, _ context.Context, a *arguments) (any, error) {
			v := a.fields(0, w.class).values(w.initial)
			if err := a.err(); err != nil {
				return nil, err
			}
			d.settings.of[w.class] = v
			return nil, nil
		}}, method{name: "Get" + w.name, do: func(d *Dialect, _ context.Context, _ *arguments) (any, error) {
			return newObject(w.class, d.settings.of[w.class]), nil
		}})
	}
	return all
}

// values reads the fields that a class has, as the types of like say.
func (f fields) values(like values) values {
	v := maps.Clone(like)
	for name, old := range like {
		switch old.(type) {
		case string:
			text := f.text(name)
			if len(text) > maxSetting {
				f.a.spoil()
			}
			v[name] = text
		case int:
			v[name] = f.number(name)
		case bool:
			v[name] = f.flag(name)
		case mediaIndex:
			v[name] = f.a.mediaOf(f.member(name))
		}
	}
	return v
}

// getSystemProxySettings tells nothing of this computer.
func (d *Dialect) getSystemProxySettings(context.Context, *arguments) (any, error) {
	return newObject(classProxySettings, noProxy), nil
}

// taken reads an argument and does no more.
func taken[T any](read func(*arguments, int) T) action {
	return func(_ *Dialect, _ context.Context, a *arguments) (any, error) {
		read(a, 0)
		return nil, a.err()
	}
}
