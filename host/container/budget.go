// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"errors"
	"fmt"
	"sync"

	"github.com/pidpys/pidpys/host/key"
)

// maxWork is what one Open may cost over all parts of the file, all encodings
// of the password and both passwords: some seconds at worst. The unit is a
// round of key derivation with a hash of the SHA family, the others cost what
// [hashing] says. Ukrainian files cost 100,000 to a million, the most careful
// international ones three million; a hostile one could ask for billions.
const maxWork = 4_000_000

// A budget is what is left of it. Several goroutines may draw on one.
type budget struct {
	mu   sync.Mutex
	left int
	// dry says that no password is there: the first derivation that the limit
	// allows ends with errLocked instead.
	dry bool
}

func newBudget() *budget { return &budget{left: maxWork} }

// errLocked: going on takes a password.
var errLocked = errors.New("container: protected by a password")

// spend takes rounds of so much cost each, or says [key.ErrTooMuchWork].
func (b *budget) spend(rounds, cost int) error {
	if rounds <= 0 || cost <= 0 {
		return fmt.Errorf("%w: %d rounds of key derivation", key.ErrDamaged, rounds)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if rounds > b.left/cost {
		return key.ErrTooMuchWork
	}
	if b.dry {
		return errLocked
	}
	b.left -= rounds * cost
	return nil
}
