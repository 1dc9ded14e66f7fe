// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import "context"

// parameterMethods choose how signatures are to be made, and the language of errors.
var parameterMethods = []method{
	{name: "SetLanguage", params: 1, early: true, do: (*Dialect).setLanguage},
	{name: "SetRuntimeParameter", params: 2, early: true, do: (*Dialect).setRuntimeParameter},
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
