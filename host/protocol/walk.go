// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Members calls each with every member of an object, in the order written, for
// messages that are not ours and may have members that nobody here knows. The
// form of all that is in it is checked on the way, as [Unmarshal] does; a name
// may come twice. An error of each ends it and is returned.
func (r Raw) Members(each func(name string, value Raw) error) error {
	return r.walk(func(d *decoder) error {
		return d.members(func(name []byte) error {
			value, err := d.raw()
			if err != nil {
				return err
			}
			return each(string(name), value)
		})
	})
}

// Elements does the same with an array.
func (r Raw) Elements(each func(value Raw) error) error {
	return r.walk(func(d *decoder) error {
		return d.elements(func() error {
			value, err := d.raw()
			if err != nil {
				return err
			}
			return each(value)
		})
	})
}

// walk is over one value with nothing after it.
func (r Raw) walk(over func(*decoder) error) error {
	d := &decoder{data: r}
	if err := over(d); err != nil {
		return err
	}
	return d.end()
}
