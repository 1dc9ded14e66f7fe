// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

// hexString takes the rest of a string in hexadecimal digits: ISO 32000-1
// section 7.3.4.3. A last digit that is missing is 0.
func (l *lexer) hexString() ([]byte, error) {
	octets, high := []byte{}, -1
	for {
		c, err := l.read()
		if err != nil {
			return nil, err
		}
		digit := hexDigit(c)
		switch {
		case c == '>':
			if high >= 0 {
				octets = append(octets, byte(high<<4))
			}
			return octets, nil
		case isSpace(c):
		case digit < 0:
			return nil, malformed("%q among hexadecimal digits at %d", c, l.at-1)
		case high < 0:
			high = digit
		default:
			octets, high = append(octets, byte(high<<4|digit)), -1
		}
	}
}

// literalString takes the rest of a string in parentheses: ISO 32000-1 section
// 7.3.4.2.
func (l *lexer) literalString() ([]byte, error) {
	octets := []byte{}
	for open := 1; ; {
		c, err := l.read()
		if err != nil {
			return nil, err
		}
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return octets, nil
			}
		case '\\':
			if octets, err = l.escape(octets); err != nil {
				return nil, err
			}
			continue
		case '\r':
			if err := l.skip('\n'); err != nil {
				return nil, err
			}
			c = '\n'
		}
		octets = append(octets, c)
	}
}

// escape takes what follows a reverse solidus.
func (l *lexer) escape(octets []byte) ([]byte, error) {
	c, err := l.read()
	if err != nil {
		return nil, err
	}
	switch c {
	case 'n':
		return append(octets, '\n'), nil
	case 'r':
		return append(octets, '\r'), nil
	case 't':
		return append(octets, '\t'), nil
	case 'b':
		return append(octets, '\b'), nil
	case 'f':
		return append(octets, '\f'), nil
	case '\n':
		return octets, nil
	case '\r':
		return octets, l.skip('\n')
	case '0', '1', '2', '3', '4', '5', '6', '7':
		code := int(c - '0')
		for range 2 {
			next, ok, err := l.peek()
			if err != nil {
				return nil, err
			}
			if !ok || next < '0' || next > '7' {
				break
			}
			if _, err := l.read(); err != nil {
				return nil, err
			}
			code = code<<3 | int(next-'0')
		}
		return append(octets, byte(code)), nil
	}
	return append(octets, c), nil
}

// skip goes over an octet if it comes next.
func (l *lexer) skip(c byte) error {
	next, ok, err := l.peek()
	if err == nil && ok && next == c {
		_, err = l.read()
	}
	return err
}
