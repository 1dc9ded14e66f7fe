// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"slices"
)

// An action is what a method does, given its arguments.
type action func(d *Dialect, ctx context.Context, a *arguments) (result any, err error)

// A method is one that is done.
type method struct {
	name     string
	params   int  // how many it takes
	optional int  // of them, from the last, may be absent: page libraries differ
	early    bool // works before Initialize
	do       action
}

// methods are all that are done, by name. It is made once, when the program
// starts; a name that came twice would be a mistake in the tables.
var methods = map[string]method{}

func init() {
	for _, m := range slices.Concat(
		libraryMethods, settingsMethods, accessMethods, parameterMethods, contextMethods, mediaMethods, hashMethods, poolMethods,
		certificateMethods, keyInfoMethods, jksMethods, messageMethods, verifyMethods, streamVerifyMethods,
		asicMethods, pdfMethods, reportMethods,
		keyMethods, ownMethods, signMethods, appendMethods, assembleMethods, streamMethods, rawMethods,
		envelopMethods, developMethods, containerMethods,
	) {
		if _, twice := methods[m.name]; twice {
			panic("internal error: two methods " + m.name)
		}
		methods[m.name] = m
	}
}

// lookUp returns what is to be done for a name that pages know. What is known
// and not done here is refused in a way that they understand.
func lookUp(name string) (action, bool) {
	if m, ok := methods[name]; ok {
		return m.checked, true
	}
	return refuse, refused[name]
}

// checked does the method once its turn is.
func (m method) checked(d *Dialect, ctx context.Context, a *arguments) (any, error) {
	if !d.initialized && !m.early {
		return nil, fail(codeNotInitialized)
	}
	if len(a.raw) > m.params || len(a.raw) < m.params-m.optional {
		return nil, fail(codeBadParameter)
	}
	return m.do(d, ctx, a)
}

func refuse(*Dialect, context.Context, *arguments) (any, error) { return nil, fail(codeNotSupported) }
