// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

// newest holds the value that was offered last, for whoever comes for it. It has
// room for one.
type newest[T any] chan T

// offer puts v in place of an earlier value.
func (n newest[T]) offer(v T) {
	for {
		select {
		case n <- v:
			return
		default:
		}
		select {
		case <-n:
		default:
		}
	}
}
