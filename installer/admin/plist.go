// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// propertyList is a property list as XML (plist(5) of macOS), keys in order.
func propertyList(root object) ([]byte, error) {
	l := plist{}
	l.WriteString(xml.Header)
	l.WriteString(`<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">` + "\n<plist version=\"1.0\">\n")
	if err := l.value(root, 0); err != nil {
		return nil, err
	}
	l.WriteString("</plist>\n")
	return l.Bytes(), nil
}

type plist struct{ bytes.Buffer }

func (l *plist) line(depth int, element, text string) error {
	l.WriteString(strings.Repeat("\t", depth) + "<" + element + ">")
	if err := xml.EscapeText(l, []byte(text)); err != nil {
		return err
	}
	l.WriteString("</" + element + ">\n")
	return nil
}

func (l *plist) value(value any, depth int) error {
	indent := strings.Repeat("\t", depth)
	switch value := value.(type) {
	case bool:
		fmt.Fprintf(l, "%s<%t/>\n", indent, value)
	case int:
		return l.line(depth, "integer", fmt.Sprint(value))
	case string:
		return l.line(depth, "string", value)
	case []string:
		all := make([]any, len(value))
		for i, one := range value {
			all[i] = one
		}
		return l.value(all, depth)
	case []any:
		l.WriteString(indent + "<array>\n")
		for _, one := range value {
			if err := l.value(one, depth+1); err != nil {
				return err
			}
		}
		l.WriteString(indent + "</array>\n")
	case object:
		l.WriteString(indent + "<dict>\n")
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if err := l.line(depth+1, "key", key); err != nil {
				return err
			}
			if err := l.value(value[key], depth+1); err != nil {
				return err
			}
		}
		l.WriteString(indent + "</dict>\n")
	default:
		return fmt.Errorf("a property list has no %T", value)
	}
	return nil
}
