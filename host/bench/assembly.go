// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package main

// built is the peer that this program measures.
const built = "pidpys"
