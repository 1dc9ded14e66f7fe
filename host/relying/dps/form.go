// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"fmt"
	"regexp"
	"strconv"
)

// A Form is one of the service's register of forms, with its version.
type Form struct {
	Doc     string // C_DOC, "F01": F of people, J of organisations
	Sub     string // C_DOC_SUB, "033"
	Version int    // C_DOC_VER, 1 to 99
}

var form = regexp.MustCompile(`^([FJ][0-9]{2})([0-9]{3})([0-9]{1,2})$`)

// ParseForm reads a form as registers write it, "F0103309".
func ParseForm(s string) (Form, error) {
	found := form.FindStringSubmatch(s)
	if found == nil {
		return Form{}, fmt.Errorf("%w: no form", ErrMalformed)
	}
	version, _ := strconv.Atoi(found[3])
	f := Form{Doc: found[1], Sub: found[2], Version: version}
	return f, f.check()
}

// String is the form as registers write it. The schema of its XML has the same name.
func (f Form) String() string { return fmt.Sprintf("%s%s%02d", f.Doc, f.Sub, f.Version) }

func (f Form) check() error {
	if !form.MatchString(f.Doc+f.Sub+strconv.Itoa(f.Version)) || f.Version < 1 {
		return fmt.Errorf("%w: form %s", ErrMalformed, f)
	}
	return nil
}
