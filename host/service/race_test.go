// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build race

package service_test

// raceDetector is for tests that would take too long with it.
const raceDetector = true
