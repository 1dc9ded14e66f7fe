// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pidpys/pidpys/host/registry"
)

// TestCloudStories are those of keys that providers keep, at the providers csc1 and
// csc2, whose pages let people in, codes, which wants a PIN and a one-time code,
// ksp4, which calls the person olena, and ksp6, which gives links. "person
// DOES[,DOES]… PROGRAM …" runs a program while somebody does what it says: see
// [person]. "fault PROVIDER NAME" is what a simulator does wrong from now on,
// "waiting PROVIDER NUMBER" how many people it waits for, and "documents FOLDER
// NUMBER" writes so many files.
func TestCloudStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/clouds",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"person": livesWith, "fault": fault, "waiting": waiting, "documents": documents,
		},
		Setup: func(e *testscript.Env) error {
			openSky(e)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("LANG", "en_US.UTF-8")
			for name, secret := range map[string]string{"pin": skyPIN, "otp": skyOTP, "wrong": "111111"} {
				if err := os.WriteFile(filepath.Join(e.WorkDir, name), []byte(secret), 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// providersOfStory are the simulators at an address, and none if it is empty.
func providersOfStory(address string) registry.Providers {
	if address == "" {
		return nil
	}
	return registry.Providers{
		{ID: "csc1", Title: "Провайдер CSC 1", Family: registry.CSC1, Address: address + "/csc1/csc/v1", ClientID: skyClient},
		{ID: "csc2", Title: "Провайдер CSC 2", Family: registry.CSC2, Address: address + "/csc2/csc/v2", ClientID: skyClient},
		{ID: "codes", Title: "Провайдер кодів", Family: registry.CSC2, Address: address + "/codes/csc/v2", ClientID: skyClient},
		{ID: "ksp4", Title: "Провайдер KSP 4", App: skyApp, Family: registry.KSP4, Address: address + "/ksp4", ClientID: skyPrefix, Hint: "логін"},
		{ID: "ksp6", Title: "Провайдер KSP 6", App: skyApp, Family: registry.KSP6, Address: address + "/ksp6", ClientID: skyPrefix, Link: address + "/ksp6/rd/kep"},
	}
}

// waiting waits for a simulator to wait for so many people.
func waiting(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	keeper := skyOf(ts).keeper(ts, args[0])
	looks := time.NewTicker(time.Millisecond)
	defer looks.Stop()
	for deadline := time.After(patience); keeper.Waiting() != want; {
		select {
		case <-looks.C:
		case <-deadline:
			ts.Fatalf("%s waits for %d", args[0], keeper.Waiting())
		}
	}
}

func fault(ts *testscript.TestScript, _ bool, args []string) {
	skyOf(ts).keeper(ts, args[0]).SetFault(args[1])
}

func documents(ts *testscript.TestScript, _ bool, args []string) {
	number, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o755))
	for i := range number {
		name := ts.MkAbs(filepath.Join(args[0], fmt.Sprintf("%03d.txt", i)))
		ts.Check(os.WriteFile(name, []byte(fmt.Sprintln("Договір", i)), 0o644))
	}
}
