// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	hardware "github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// simulated is a source of one token, a program behind a real driver in a real
// worker.
func simulated(t *testing.T, spec simulator.Spec) (*hardware.Source, *simulator.Token) {
	module, err := simulator.Build(t.TempDir())
	if err != nil {
		t.Skip(err)
	}
	worker := filepath.Join(t.TempDir(), "pidpys-token")
	compile := exec.Command("go", "build", "-o", worker, "../../hardware/worker")
	compile.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Skipf("no worker: %v: %s", err, out)
	}
	drawer := t.TempDir()
	made, err := simulator.Create(drawer, spec)
	require.NoError(t, err)
	source := hardware.NewSource(hardware.Config{
		Worker: worker, User: true, Folder: t.TempDir(), Log: logrus.New(),
		Modules: []device.Module{{
			ID: "simulated", Name: "Навчальний токен", Form: key.FormModule, Paths: []string{module},
			Environment: map[string]string{simulator.Folder: drawer}, Simulated: true,
		}},
	})
	t.Cleanup(func() { source.Close() })
	return source, made
}

// place waits until a token is plugged in on which keys can be made.
func (v *mover) place() frame {
	v.t.Helper()
	seen := frame{}
	for {
		shown := v.look(seen)
		for _, each := range shown["tokens"].([]any) {
			if token := each.(map[string]any); token["makes"] != nil {
				return frame{"key": v.current, "token": token["token"], "kind": token["makes"].([]any)[0]}
			}
		}
		seen = frame{"seen": shown["state"]}
	}
}

// TestMoveOntoASimulatedToken: from a key file to a driver of PKCS #11, over an
// authority that speaks RFC 9483. The driver dies while it makes the key, and the
// person goes on.
func TestMoveOntoASimulatedToken(t *testing.T) {
	source, made := simulated(t, simulator.Spec{Label: "Порожній", PIN: pin, MinPIN: 4})
	around := &surroundings{services: map[string]string{"cmp": "issues"}, hardware: source}
	serveMoverIn(t, around, func(v *mover) {
		require.NoError(t, made.Break(&simulator.Fault{On: "C_GenerateKeyPair", Kind: simulator.Abort}))
		v.begin()
		v.openFile()
		plan := v.place()
		shown := v.result("plan", plan)
		assert.Contains(t, shown["cautions"], "simulated")
		v.agree()
		stopped, asked := v.shown()
		for stopped["kind"] == "pin" { // also to look whether the key was made
			v.types(asked, pin)
			stopped, asked = v.shown()
		}
		require.Equal(t, "stopped", stopped["kind"], stopped)
		assert.Equal(t, "driver-crashed", stopped["code"])

		require.NoError(t, made.Break(nil))
		if begun, ok := stopped["unfinished"]; ok {
			plan = frame{"key": v.current, "unfinished": begun}
		}
		v.result("plan", plan)
		v.agree()
		v.pinned("pin", pin)
		v.ends("done")

		state, err := made.State()
		require.NoError(t, err)
		assert.Len(t, state.Keys, 1)
	})
}

// TestMoveOntoTheTPM: from a key file to this computer's TPM, whose PIN the person
// makes up; the request and the confirmation cost no other question.
func TestMoveOntoTheTPM(t *testing.T) {
	log := logrus.New()
	chip := tpm.NewSource(tpm.Config{Folder: t.TempDir(), Device: tpm.Socket(swtpm.New(t).Path), Log: log})
	around := &surroundings{services: map[string]string{"cmp": "issues"}, hardware: chip}
	serveMoverIn(t, around, func(v *mover) {
		v.begin()
		v.openFile()
		plan := v.place()
		plan["kind"] = "ecdsa"
		assert.Contains(t, v.result("plan", plan)["cautions"], "not-qualified-device")
		v.agree()
		v.pinned("new-pin", "короткий")
		done := v.ends("done")
		assert.Equal(t, "ecdsa", done["certificate"].(map[string]any)["algorithm"])

		v.begin()
		var forms []any
		for _, each := range v.look(frame{})["tokens"].([]any) {
			forms = append(forms, each.(map[string]any)["form"])
		}
		assert.Equal(t, []any{"tpm", "tpm"}, forms, "the new key, and the place for more")
	})
}
