// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

// values takes objects up to one of the words that end them, and gives that
// word too.
func (l *lexer) values(depth int, ends ...string) ([]Object, string, error) {
	if depth > maxDepth {
		return nil, "", tooLarge("arrays and dictionaries inside one another")
	}
	var values []Object
	for {
		o, word, err := l.token()
		if err != nil {
			return nil, "", err
		}
		switch word {
		case "":
		case "[":
			inner, _, err := l.values(depth+1, "]")
			if err != nil {
				return nil, "", err
			}
			o = Array(inner)
		case "<<":
			inner, _, err := l.values(depth+1, ">>")
			if err != nil {
				return nil, "", err
			}
			if o, err = newDict(inner); err != nil {
				return nil, "", err
			}
		case "R":
			ref, ok := reference(values)
			if !ok {
				return nil, "", malformed("a reference without numbers at %d", l.at)
			}
			values, o = values[:len(values)-2], ref
		default:
			for _, e := range ends {
				if word == e {
					return values, word, nil
				}
			}
			return nil, "", malformed("%.20q at %d", word, l.at)
		}
		if l.elements++; l.elements > maxElements {
			return nil, "", tooLarge("elements of an object")
		}
		values = append(values, o)
	}
}

// one is values where there must be exactly one.
func (l *lexer) one(ends ...string) (Object, string, error) {
	values, word, err := l.values(0, ends...)
	if err != nil {
		return nil, "", err
	}
	if len(values) != 1 {
		return nil, "", malformed("%d objects where one must be, before %d", len(values), l.at)
	}
	return values[0], word, nil
}

// reference makes one of the last two numbers.
func reference(values []Object) (Reference, bool) {
	if len(values) < 2 {
		return Reference{}, false
	}
	number, ok1 := values[len(values)-2].(int64)
	generation, ok2 := values[len(values)-1].(int64)
	return Reference{int(number), int(generation)}, ok1 && ok2 && isReference(number, generation)
}

func isReference(number, generation int64) bool {
	return number > 0 && number <= 1<<31 && generation >= 0 && generation <= 65535
}

// newDict pairs keys with values. A key that occurs twice means one thing to
// one program and another to the next.
func newDict(values []Object) (Dict, error) {
	if len(values)%2 != 0 {
		return nil, malformed("a dictionary with a key and no value")
	}
	d := make(Dict, len(values)/2)
	for i := 0; i < len(values); i += 2 {
		key, ok := values[i].(Name)
		if !ok {
			return nil, malformed("a dictionary with a key that is no name")
		}
		if _, twice := d[key]; twice {
			return nil, malformed("a dictionary with the key %.40q twice", string(key))
		}
		d[key] = values[i+1]
	}
	for key, value := range d {
		if value == nil {
			delete(d, key)
		}
	}
	return d, nil
}

// numbers takes integers.
func (l *lexer) numbers(into ...*int64) error {
	for _, n := range into {
		o, _, err := l.token()
		if err != nil {
			return err
		}
		value, ok := o.(int64)
		if !ok {
			return malformed("no number before %d", l.at)
		}
		*n = value
	}
	return nil
}

// word takes a keyword.
func (l *lexer) word(want string) error {
	_, word, err := l.token()
	if err == nil && word != want {
		err = malformed("no %q before %d", want, l.at)
	}
	return err
}

// header takes what an indirect object begins with.
func (l *lexer) header() (Reference, error) {
	var number, generation int64
	if err := l.numbers(&number, &generation); err != nil {
		return Reference{}, err
	}
	if err := l.word("obj"); err != nil {
		return Reference{}, err
	}
	if !isReference(number, generation) {
		return Reference{}, malformed("an object numbered %d %d", number, generation)
	}
	return Reference{int(number), int(generation)}, nil
}

// indirect takes an indirect object: ISO 32000-1 section 7.3.10.
func (l *lexer) indirect() (Reference, Object, error) {
	ref, err := l.header()
	if err != nil {
		return ref, nil, err
	}
	o, word, err := l.one("endobj", "stream")
	if err != nil || word == "endobj" {
		return ref, o, err
	}
	dict, ok := o.(Dict)
	if !ok {
		return ref, nil, malformed("a stream without dictionary")
	}
	// Section 7.3.8.1: a line feed, or carriage return and line feed.
	if err := l.skip('\r'); err != nil {
		return ref, nil, err
	}
	if c, err := l.read(); err != nil || c != '\n' {
		return ref, nil, malformed("no line end after stream at %d", l.at)
	}
	return ref, &Stream{dict, l.at}, nil
}
