// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"crypto/sha1"
	"fmt"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/installer/product"
)

// guid is a name that Windows Installer knows something by, in its spelling.
type guid [16]byte

func (g guid) String() string {
	return fmt.Sprintf("{%X-%X-%X-%X-%X}", g[:4], g[4:6], g[6:8], g[8:10], g[10:])
}

// urlNames is the name space of URLs (RFC 9562, section 6.6).
var urlNames = guid{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// named is the GUID of a name within a space: version 5 (RFC 9562, section 5.5).
func (g guid) named(name string) guid {
	sum := sha1.Sum(append(g[:], name...))
	var n guid
	copy(n[:], sum[:])
	n[6] = n[6]&0x0f | 5<<4
	n[8] = n[8]&0x3f | 2<<6
	return n
}

// family is the same in all versions of a product and tells them from all other
// products: the MSI's UpgradeCode.
func family(p product.Product) guid { return urlNames.named(product.Homepage + "#" + p.Name) }

// release is that of one version: the MSI's ProductCode.
func release(p product.Product) guid { return family(p).named("version " + p.Version) }

// number orders versions as Windows Installer does, which compares three numbers
// of 8, 8 and 16 bits ("ProductVersion property"). The first has 7 here, so
// that conditions can compare the whole, which is signed there.
func number(version string) (uint32, error) {
	var n uint64
	parts, widths := strings.Split(version, "."), []int{7, 8, 16}
	ordered := len(parts) == len(widths)
	for i := 0; ordered && i < len(parts); i++ {
		part, err := strconv.ParseUint(parts[i], 10, widths[i])
		n, ordered = n<<widths[i]|part, err == nil
	}
	if !ordered {
		return 0, fmt.Errorf("version %q: Windows orders three numbers to 127.255.65535", version)
	}
	return uint32(n), nil
}
