// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package practice says where the demo's simulated keepers of keys are, and whom
// they let in: package demo opens them there, and the demo's native host asks them
// there.
package practice

// Where each of them stands, at the address of the demo's authorities.
const (
	CSC1 = "/csc1"
	CSC2 = "/csc2"
	KSP4 = "/ksp4"
	KSP6 = "/ksp6"
)

const (
	// Confirm is where people confirm, below KSP4 and KSP6.
	Confirm = "/rd/kep"
	// App is what they confirm in.
	App = "Навчальний підпис"
	// Client is what the demo's native host is to CSC1 and CSC2: a public client of
	// OAuth 2.
	Client = "pidpys-demo"
	// Prefix stands before whatever it tells KSP4 and KSP6 that users are.
	Prefix = "PIDPYS_"
)
