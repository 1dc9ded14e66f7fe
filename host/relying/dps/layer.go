// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import "fmt"

// MaxLayers is how many signed and encrypted parts may lie inside one another:
// an accountant's, a director's and two stamps, the encrypted one and that around it
// are six.
const MaxLayers = 8

// A Layer is a signed or an encrypted part, to be opened.
type Layer struct {
	Kind Kind   // Signed or Encrypted
	Data []byte // the CMS message
	// Certificates are those that came along for key agreement, in DER. Nothing
	// proves whose they are.
	Certificates [][]byte
}

// Begins reports whether octets begin with a part that [Unwrap] takes off. What
// begins so and is cut short is a container that is malformed, and no content.
func Begins(b []byte) bool {
	for _, label := range []string{labelTransport, labelReceipt, labelCertificate, Label(UA1, Signed), Label(UA1, Encrypted)} {
		if len(b) > len(label) && string(b[:len(label)]) == label && b[len(label)] == 0 {
			return true
		}
	}
	return false
}

// Unwrap takes a container apart from the outside in, and gives what is in the
// innermost layer, and the header that stood before the outermost; some programs put one
// before each. Open gives what is in a layer; its errors are answered as they are.
//
// BEWARE: nobody signs the header. Of a receipt it may say anything.
func Unwrap(b []byte, open func(Layer) ([]byte, error)) (header Transport, content []byte, err error) {
	for depth := 0; depth == 0 || Begins(b); depth++ {
		if depth == MaxLayers {
			return nil, nil, fmt.Errorf("%w: more than %d layers", ErrTooLarge, MaxLayers)
		}
		parts, err := Parse(b)
		if err != nil {
			return nil, nil, err
		}
		if parts[0].IsTransport() {
			read, err := ParseTransport(parts[0])
			if err != nil {
				return nil, nil, err
			}
			if parts = parts[1:]; depth == 0 {
				header = read
			}
		}
		layer, err := layerOf(parts)
		if err != nil {
			return nil, nil, err
		}
		if b, err = open(layer); err != nil {
			return nil, nil, err
		}
	}
	return header, b, nil
}

// layerOf is the one layer of a container, behind the certificates for it.
func layerOf(parts []Part) (Layer, error) {
	var layer Layer
	for i, p := range parts {
		switch _, kind := p.Kind(); {
		case kind == Certificate:
			layer.Certificates = append(layer.Certificates, p.Data)
			continue
		case kind != Signed && kind != Encrypted:
			return Layer{}, fmt.Errorf("%w: a part labelled %s", ErrMalformed, p.Label)
		case i != len(parts)-1:
			return Layer{}, fmt.Errorf("%w: something behind %s", ErrMalformed, p.Label)
		default:
			layer.Kind, layer.Data = kind, p.Data
			return layer, nil
		}
	}
	return Layer{}, fmt.Errorf("%w: nothing is signed or encrypted", ErrMalformed)
}
