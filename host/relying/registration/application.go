// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registration

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
)

// A Field is something that a portal wants to know of who registers.
type Field string

// Fields.
const (
	Surname      Field = "surname"
	GivenName    Field = "given-name" // «Ім'я По батькові», both in one
	DRFO         Field = "drfo"       // РНОКПП
	Passport     Field = "passport"   // of who has no РНОКПП
	UNZR         Field = "unzr"
	Organization Field = "organization"
	EDRPOU       Field = "edrpou"
	Title        Field = "title"
	Country      Field = "country"  // of residence
	Document     Field = "document" // of identity, of another country
	Phone        Field = "phone"
)

// MaxTold is how long what somebody says of himself may be, in characters.
const MaxTold = 100

// A Source is where a value comes from.
type Source string

// Sources.
const (
	// Proven by the certificate: its provider saw documents.
	Proven Source = "proven"
	// Stated in the certificate and proven by nothing.
	Stated Source = "stated"
	// Told by the person alone.
	Told Source = "told"
)

// A Datum is one field, its value and what that is worth.
type Datum struct {
	Field    Field  `json:"field"`
	Value    string `json:"value"` // fit to show; codes as the certificate has them
	Source   Source `json:"source"`
	Required bool   `json:"required,omitempty"` // of what is told
}

// An Application is what somebody registers with.
type Application struct {
	Category Category `json:"category"`
	// Account names whose cabinet it will be: no two people or organisations have the
	// same in a category, and nobody has two. It holds a code, and so is personal.
	Account string `json:"account"`
	// Holder names who registers, and so who may act in the cabinet: the person, or
	// the organisation's stamp. It is personal too.
	Holder string  `json:"holder"`
	Data   []Datum `json:"data"`
}

// Apply begins the application of a visitor: what his certificate says, and what he
// will have to tell himself. The error is a [*RefusedError].
func Apply(c Category, visitor relying.Visitor) (*Application, error) {
	if err := Check(c, visitor.Person); err != nil {
		return nil, err
	}
	p := visitor.Person
	a := &Application{Category: c, Holder: Holder(p)}
	if c == Legal {
		a.Account = fmt.Sprintf("%s:edrpou:%s", c, p.EDRPOU)
		a.prove(Organization, pki.DisplayText(p.Organization))
		a.prove(EDRPOU, p.EDRPOU)
	} else {
		a.Account = fmt.Sprintf("%s:%s", c, a.Holder)
	}
	if p.Kind() == pki.KindStamp {
		a.ask(Surname, true)
		a.ask(GivenName, true)
	} else {
		a.proveOrAsk(Surname, pki.DisplayText(p.Surname))
		a.proveOrAsk(GivenName, pki.DisplayText(p.GivenName))
		a.prove(DRFO, p.DRFO)
		a.prove(Passport, p.Passport)
		a.prove(UNZR, p.UNZR)
	}
	if title := pki.DisplayText(p.Title); c == Legal && title != "" {
		a.Data = append(a.Data, Datum{Field: Title, Value: title, Source: Stated})
	}
	if c == NonResident {
		a.ask(Country, true)
		a.ask(Document, p.Passport == "")
	}
	a.ask(Phone, false)
	return a, nil
}

// Holder names the owner of a certificate among all: by РНОКПП, else by passport or
// another code; a stamp by its organisation. Who got a РНОКПП since, or another
// passport, is another holder: a portal has to be told by other ways that it is the same person.
func Holder(owner pki.Person) string {
	switch {
	case owner.Kind() == pki.KindStamp:
		return "stamp:" + owner.EDRPOU
	case owner.DRFO != "":
		return "drfo:" + owner.DRFO
	default:
		return "passport:" + cmp.Or(owner.Passport, owner.PersonalCode)
	}
}

// prove adds what the certificate proves, if it says it.
func (a *Application) prove(f Field, value string) {
	if value != "" {
		a.Data = append(a.Data, Datum{Field: f, Value: value, Source: Proven})
	}
}

func (a *Application) ask(f Field, required bool) {
	a.Data = append(a.Data, Datum{Field: f, Source: Told, Required: required})
}

// proveOrAsk asks for what a certificate of an older form may lack.
func (a *Application) proveOrAsk(f Field, value string) {
	if value == "" {
		a.ask(f, true)
		return
	}
	a.prove(f, value)
}

// Value is that of a field, or empty.
func (a *Application) Value(f Field) string {
	if i := a.index(f); i >= 0 {
		return a.Data[i].Value
	}
	return ""
}

func (a *Application) index(f Field) int {
	return slices.IndexFunc(a.Data, func(d Datum) bool { return d.Field == f })
}

// Errors of what somebody tells.
var (
	// ErrContradicts: it is not what the certificate says. Forms have such fields read-only, so
	// somebody tries to register another.
	ErrContradicts = errors.New("registration: not what the certificate says")
	ErrMissing     = errors.New("registration: nothing told")
	// ErrUnfit: too long, with characters that hide or reorder text, or of no field that was asked for.
	ErrUnfit = errors.New("registration: unfit text")
)

// FieldError says which field was told wrongly.
type FieldError struct {
	Field Field
	Err   error // ErrContradicts, ErrMissing or ErrUnfit
}

func (e *FieldError) Error() string { return fmt.Sprintf("%v: %q", e.Err, e.Field) }

// Unwrap is the error without the field.
func (e *FieldError) Unwrap() error { return e.Err }

// Complete adds what the person tells, without the spaces that keyboards leave behind
// words. Fields that the certificate gave may be told again, but not otherwise. The
// error is a [*FieldError]; then nothing was added.
func (a *Application) Complete(told map[Field]string) error {
	data := slices.Clone(a.Data)
	for f, value := range told {
		i := a.index(f)
		if i >= 0 && data[i].Source == Told {
			value = oneSpaced(value)
		}
		switch {
		case i < 0 || value != pki.DisplayText(value) || utf8.RuneCountInString(value) > MaxTold && data[i].Source == Told:
			return &FieldError{f, ErrUnfit}
		case data[i].Source == Told:
			data[i].Value = value
		case data[i].Value != value:
			return &FieldError{f, ErrContradicts}
		}
	}
	for _, d := range data {
		if d.Required && d.Value == "" {
			return &FieldError{d.Field, ErrMissing}
		}
	}
	a.Data = data
	return nil
}

// oneSpaced has one space between words and none around them. Other white space stays,
// and is unfit: nobody types the end of a line into one.
func oneSpaced(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
}
