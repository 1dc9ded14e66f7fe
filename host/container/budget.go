// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"fmt"
	"sync"

	"github.com/pidpys/pidpys/host/key"
)

// maxWork is how many rounds of key derivation one Open may cost, over all
// parts of the file and all encodings of the password: at worst some seconds.
// Ukrainian files cost 10,000 to 100,000, the most careful international ones
// a million; a hostile one could ask for billions.
const maxWork = 2_000_000

// A budget is what is left of it. Several goroutines may draw on one.
type budget struct {
	mu   sync.Mutex
	left int
}

func newBudget() *budget { return &budget{left: maxWork} }

// spend takes rounds, each done blocks times, or says [key.ErrTooMuchWork].
func (b *budget) spend(rounds, blocks int) error {
	if rounds <= 0 || blocks <= 0 {
		return fmt.Errorf("%w: %d rounds of key derivation", key.ErrNotContainer, rounds)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if rounds > b.left/blocks {
		return key.ErrTooMuchWork
	}
	b.left -= rounds * blocks
	return nil
}
