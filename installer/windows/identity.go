// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/uuid"
)

// guid is a name that Windows Installer knows something by, in its spelling.
type guid uuid.UUID

func (g guid) String() string { return "{" + strings.ToUpper(uuid.UUID(g).String()) + "}" }

// named is the GUID of a name within a space.
func (g guid) named(name string) guid { return guid(uuid.UUID(g).Named(name)) }

// family is the same in all versions of a product and tells them from all other
// products: the MSI's UpgradeCode.
func family(p product.Product) guid { return guid(uuid.URL.Named(product.Homepage + "#" + p.Name)) }

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
