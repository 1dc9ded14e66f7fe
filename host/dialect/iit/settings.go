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
// What counts: how signatures are to be made, and the language of errors.

// settingsMethods begin and end a page's work, and set and tell its settings.
var settingsMethods = slices.Concat([]method{
	{name: "GetVersion", early: true, do: (*Dialect).getVersion},
	{name: "Initialize", early: true, do: (*Dialect).initialize},
	{name: "IsInitialized", early: true, do: (*Dialect).isInitialized},
	{name: "Finalize", early: true, do: (*Dialect).finalize},
	{name: "SetUIMode", params: 1, early: true, do: (*Dialect).setUIMode},
	{name: "SetLanguage", params: 1, early: true, do: (*Dialect).setLanguage},
	{name: "SetRuntimeParameter", params: 2, early: true, do: (*Dialect).setRuntimeParameter},
	{name: "DoesNeedSetSettings", do: never},
	{name: "IsRemotelyControlled", do: never},
	{name: "RefreshFileStore", params: 1, do: taken((*arguments).flag)},
	{name: "SetOCSPResponseExpireTime", params: 1, do: taken((*arguments).number)},
	{name: "GetSystemProxySettings", do: (*Dialect).getSystemProxySettings},
	{name: "SetOCSPAccessInfoSettings", params: 1, do: (*Dialect).setOCSPAccess},
	{name: "GetOCSPAccessInfoSettings", params: 1, do: (*Dialect).getOCSPAccess},
	{name: "EnumOCSPAccessInfoSettings", params: 1, do: (*Dialect).enumOCSPAccess},
	{name: "DeleteOCSPAccessInfoSettings", params: 1, do: (*Dialect).deleteOCSPAccess},
}, twins())

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

var (
	noProxy = values{
		"useProxy": false, "anonymous": true, "address": "", "port": "3128", "user": "", "password": secret{}, "savePassword": false,
	}
	noOCSPAccess = values{"issuerCN": "", "address": "", "port": "80"}
)

// MarshalText is nothing.
func (secret) MarshalText() ([]byte, error) { return nil, nil }

// maxOCSPAccess is of how many issuers a page may say who knows about them; each
// issuer has a few names, and there are some thirty.
const maxOCSPAccess = 1024

// settings are a page's.
type settings struct {
	language       string // "uk" or "en"; empty: the person's
	signType       int    // as SetRuntimeParameter has it, see signing
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
			v[name] = f.text(name)
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

// taken reads an argument and does no more.
func taken[T any](read func(*arguments, int) T) action {
	return func(_ *Dialect, _ context.Context, a *arguments) (any, error) {
		read(a, 0)
		return nil, a.err()
	}
}

func never(*Dialect, context.Context, *arguments) (any, error) { return false, nil }

func (d *Dialect) getVersion(context.Context, *arguments) (any, error) { return version, nil }

func (d *Dialect) initialize(context.Context, *arguments) (any, error) {
	d.initialized = true
	return nil, nil
}

func (d *Dialect) isInitialized(context.Context, *arguments) (any, error) { return d.initialized, nil }

func (d *Dialect) finalize(context.Context, *arguments) (any, error) {
	d.reset()
	return nil, nil
}

// setUIMode chooses whether the library itself asks for keys and passwords. Here
// our window does, always.
func (d *Dialect) setUIMode(_ context.Context, a *arguments) (any, error) {
	a.flag(0)
	return nil, a.err()
}

// setLanguage is 1 for Ukrainian, 2 for Russian, 3 for English. There are no words
// in Russian: such pages get the Ukrainian ones.
func (d *Dialect) setLanguage(_ context.Context, a *arguments) (any, error) {
	n := a.number(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	switch n {
	case 1, 2:
		d.settings.language = "uk"
	case 3:
		d.settings.language = "en"
	default:
		return nil, fail(codeBadParameter)
	}
	return nil, nil
}

// setRuntimeParameter takes any name: page libraries add to them, pages stop where
// one is refused, and what nobody reads loosens nothing.
func (d *Dialect) setRuntimeParameter(_ context.Context, a *arguments) (any, error) {
	name := a.text(0)
	var n int
	switch name {
	case parameterSignType:
		n = a.number(1)
	default:
		n = a.setting(1)
	}
	if err := a.err(); err != nil {
		return nil, err
	}
	switch name {
	case parameterSignType:
		d.settings.signType = n
	case parameterContentTimeStamp:
		d.settings.noContentStamp = n == 0
	}
	return nil, nil
}

// setting reads the value of a parameter, a number, a flag or a string, as a
// number: of a flag 0 or 1, of a string 0.
func (a *arguments) setting(i int) int {
	switch value := a.at(i); value[0] {
	case 't', 'f':
		if a.flag(i) {
			return 1
		}
		return 0
	case '"':
		a.text(i)
		return 0
	default:
		return a.number(i)
	}
}

// getSystemProxySettings tells nothing of this computer.
func (d *Dialect) getSystemProxySettings(context.Context, *arguments) (any, error) {
	return newObject(classProxySettings, noProxy), nil
}

func (d *Dialect) setOCSPAccess(_ context.Context, a *arguments) (any, error) {
	v := a.fields(0, classOCSPAccessSettings).values(noOCSPAccess)
	if err := a.err(); err != nil {
		return nil, err
	}
	issuer := v["issuerCN"].(string)
	if _, known := d.settings.access[issuer]; !known {
		if len(d.settings.issuers) == maxOCSPAccess {
			return nil, fail(codeMemory)
		}
		d.settings.issuers = append(d.settings.issuers, issuer)
	}
	d.settings.access[issuer] = v
	return nil, nil
}

func (d *Dialect) getOCSPAccess(_ context.Context, a *arguments) (any, error) {
	issuer := a.text(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	v, known := d.settings.access[issuer]
	if !known {
		return nil, fail(codeBadParameter)
	}
	return newObject(classOCSPAccessSettings, v), nil
}

func (d *Dialect) enumOCSPAccess(_ context.Context, a *arguments) (any, error) {
	i := a.number(0)
	switch err := a.err(); {
	case err != nil:
		return nil, err
	case i < 0:
		return nil, fail(codeBadParameter)
	case i >= len(d.settings.issuers):
		return nil, endOfEnum
	}
	return newObject(classOCSPAccessSettings, d.settings.access[d.settings.issuers[i]]), nil
}

func (d *Dialect) deleteOCSPAccess(_ context.Context, a *arguments) (any, error) {
	issuer := a.text(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	delete(d.settings.access, issuer)
	d.settings.issuers = slices.DeleteFunc(d.settings.issuers, func(other string) bool { return other == issuer })
	return nil, nil
}
