// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pinentry

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Functions of wincred.h.
var (
	credui       = windows.NewLazySystemDLL("credui.dll")
	promptFor    = credui.NewProc("CredUIPromptForWindowsCredentialsW")
	packBuffer   = credui.NewProc("CredPackAuthenticationBufferW")
	unpackBuffer = credui.NewProc("CredUnPackAuthenticationBufferW")
)

// CREDUIWIN_GENERIC: what is typed is returned as it is.
const generic = 0x1

// IDOK of a message box, winuser.h.
const idOK = 1

// creduiInfo is CREDUI_INFOW.
type creduiInfo struct {
	size             uint32
	parent           windows.HWND
	message, caption *uint16
	banner           windows.Handle
}

// available finds the functions, which Windows without a desktop lacks.
func available() error {
	for _, function := range []*windows.LazyProc{promptFor, packBuffer, unpackBuffer} {
		if err := function.Find(); err != nil {
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
	}
	return nil
}

type answer struct {
	secret []byte
	err    error
}

// waiting runs what shows a window, which nothing but a person closes. An answer
// that comes too late is wiped.
func waiting(ctx context.Context, show func() ([]byte, error)) ([]byte, error) {
	if err := available(); err != nil {
		return nil, err
	}
	answers := make(chan answer)
	go func() {
		secret, err := show()
		select {
		case answers <- answer{secret, err}:
		case <-ctx.Done():
			clear(secret)
		}
	}()
	select {
	case a := <-answers:
		return a.secret, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func ask(ctx context.Context, d Dialog) ([]byte, error) {
	return waiting(ctx, func() ([]byte, error) { return credentials(d) })
}

func confirm(ctx context.Context, d Dialog) error {
	_, err := waiting(ctx, func() ([]byte, error) {
		const flags = windows.MB_OKCANCEL | windows.MB_ICONWARNING | windows.MB_DEFBUTTON2 | windows.MB_SETFOREGROUND
		pressed, err := windows.MessageBox(0, wide(paragraphs(d)), wide(d.Title), flags)
		switch {
		case pressed == idOK:
			return nil, nil
		case pressed == 0:
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
		return nil, ErrCancelled
	})
	return err
}

// paragraphs are what a window says above its field.
func paragraphs(d Dialog) string {
	var lines []string
	for _, line := range []string{d.Error, d.Text} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n\n")
}

// wide is a text as Windows takes it, to its first NUL.
func wide(text string) *uint16 {
	text, _, _ = strings.Cut(text, "\x00")
	pointer, _ := windows.UTF16PtrFromString(text)
	return pointer
}

// credentials asks. The window has a field for a name too, which holds the
// prompt and is not looked at.
func credentials(d Dialog) ([]byte, error) {
	info := creduiInfo{message: wide(paragraphs(d)), caption: wide(d.Title)}
	info.size = uint32(unsafe.Sizeof(info))
	named, err := packed(d.Prompt)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	var kind, length uint32
	var out unsafe.Pointer
	status, _, _ := promptFor.Call(uintptr(unsafe.Pointer(&info)), 0, uintptr(unsafe.Pointer(&kind)),
		uintptr(unsafe.Pointer(unsafe.SliceData(named))), uintptr(len(named)),
		uintptr(unsafe.Pointer(&out)), uintptr(unsafe.Pointer(&length)), 0, generic)
	switch windows.Errno(status) {
	case 0:
	case windows.ERROR_CANCELLED:
		return nil, ErrCancelled
	default:
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, windows.Errno(status))
	}
	defer windows.CoTaskMemFree(out)
	defer clear(unsafe.Slice((*byte)(out), length))
	return unpacked(out, length)
}

// packed is a buffer with the name that the window begins with.
func packed(name string) ([]byte, error) {
	var size uint32
	password := wide("")
	packBuffer.Call(0, uintptr(unsafe.Pointer(wide(name))), uintptr(unsafe.Pointer(password)), 0, uintptr(unsafe.Pointer(&size)))
	buffer := make([]byte, size)
	done, _, err := packBuffer.Call(0, uintptr(unsafe.Pointer(wide(name))), uintptr(unsafe.Pointer(password)),
		uintptr(unsafe.Pointer(unsafe.SliceData(buffer))), uintptr(unsafe.Pointer(&size)))
	if done == 0 {
		return nil, err
	}
	return buffer[:size], nil
}

// unpacked is the password in what the window returned.
func unpacked(buffer unsafe.Pointer, length uint32) ([]byte, error) {
	var name, domain, password [maxSecret]uint16
	defer clear(name[:]) // somebody may have typed it there
	defer clear(password[:])
	nameLength, domainLength, passwordLength := uint32(len(name)), uint32(len(domain)), uint32(len(password))
	done, _, err := unpackBuffer.Call(0, uintptr(buffer), uintptr(length),
		uintptr(unsafe.Pointer(&name)), uintptr(unsafe.Pointer(&nameLength)),
		uintptr(unsafe.Pointer(&domain)), uintptr(unsafe.Pointer(&domainLength)),
		uintptr(unsafe.Pointer(&password)), uintptr(unsafe.Pointer(&passwordLength)))
	if done == 0 {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	secret := make([]byte, 0, maxSecret*utf8.UTFMax)
	for i := 0; i < len(password) && password[i] != 0; i++ {
		r := rune(password[i])
		if utf16.IsSurrogate(r) && i+1 < len(password) {
			r = utf16.DecodeRune(r, rune(password[i+1]))
			i++
		}
		secret = utf8.AppendRune(secret, r)
	}
	return secret, nil
}
