// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer"
)

// policies tells what administrators set for browsers that keeps the extension
// out, or the program from being started. Names and meanings: Chrome Enterprise
// policy list; Mozilla's policy templates.
func policies(ctx context.Context, b *Bench) []Finding {
	var findings []Finding
	for _, l := range installer.Rows(b.OS, installer.System, "") {
		p, unreadable := b.policy(ctx, l)
		for _, place := range unreadable {
			findings = append(findings, Finding{Check: "policy-unreadable", Severity: Warning, Subject: title(l.Browser), With: []string{b.private(place)}})
		}
		if len(p) == 0 {
			continue
		}
		ids := b.Host.ChromiumIDs
		if l.Family == installer.Firefox {
			ids = b.Host.FirefoxIDs
		} else {
			findings = append(findings, b.hostPolicy(l, p)...)
		}
		findings = append(findings, b.extensionPolicy(l, p, ids)...)
	}
	return findings
}

// ofPolicy is a policy that is in the way: of a browser that the person does not
// use, it is only good to know.
func (b *Bench) ofPolicy(l installer.Location, check, name string) Finding {
	severity := Note
	if b.Used(l.Browser) {
		severity = Error
	}
	return Finding{Check: check, Severity: severity, Subject: title(l.Browser), With: []string{name, b.Host.Name}}
}

// hostPolicy looks at policies about native hosts.
func (b *Bench) hostPolicy(l installer.Location, p policy) []Finding {
	var findings []Finding
	blocked, allowed := p.list("NativeMessagingBlocklist"), p.list("NativeMessagingAllowlist")
	named := slices.Contains(blocked, b.Host.Name) || slices.Contains(blocked, "*")
	if named && !slices.Contains(allowed, b.Host.Name) {
		findings = append(findings, b.ofPolicy(l, "policy-host-blocked", "NativeMessagingBlocklist"))
	}
	if p.denies("NativeMessagingUserLevelHosts") && !b.systemWide(l.Browser) {
		findings = append(findings, b.ofPolicy(l, "policy-user-hosts", "NativeMessagingUserLevelHosts"))
	}
	return findings
}

// extensionPolicy looks at policies about extensions. It is enough if one of our
// IDs is admitted, for each build of the extension has but one.
func (b *Bench) extensionPolicy(l installer.Location, p policy, ids []string) []Finding {
	var findings []Finding
	admitted := func(id string) bool { return p.keepsOut(id) == "" }
	if len(ids) > 0 && !slices.ContainsFunc(ids, admitted) {
		findings = append(findings, b.ofPolicy(l, "policy-extension-blocked", p.keepsOut(ids[0])))
	}
	if slices.ContainsFunc(ids, p.forces) {
		findings = append(findings, Finding{Check: "policy-extension-forced", Severity: OK, Subject: title(l.Browser)})
	}
	if len(ids) > 0 && !slices.ContainsFunc(ids, p.maySend) {
		findings = append(findings, b.ofPolicy(l, "policy-permission-blocked", "ExtensionSettings"))
	}
	return findings
}

// maySend reports whether an extension may have the permission to start programs.
// What is said of all holds for one that has settings of its own, too, unless they
// allow it (ExtensionSettings, allowed_permissions).
func (p policy) maySend(id string) bool {
	const permission = "nativeMessaging"
	settings := p.object("ExtensionSettings")
	own := settings.object(id)
	blocked := slices.Concat(settings.object("*").list("blocked_permissions"), own.list("blocked_permissions"))
	return !slices.Contains(blocked, permission) || slices.Contains(own.list("allowed_permissions"), permission)
}

// keepsOut is the policy that keeps an extension out; empty: none does.
func (p policy) keepsOut(id string) string {
	own := p.object("ExtensionSettings").object(id).text("installation_mode")
	switch {
	case own == "blocked" || own == "removed":
		return "ExtensionSettings"
	case slices.Contains(p.object("Extensions").list("Uninstall"), id): // Firefox's
		return "Extensions"
	case own != "" || p.forces(id) || slices.Contains(p.list("ExtensionInstallAllowlist"), id):
		return ""
	case p.object("ExtensionSettings").object("*").text("installation_mode") == "blocked":
		return "ExtensionSettings"
	}
	if blocked := p.list("ExtensionInstallBlocklist"); slices.Contains(blocked, id) || slices.Contains(blocked, "*") {
		return "ExtensionInstallBlocklist"
	}
	return ""
}

// forces reports whether the browser installs an extension by itself.
func (p policy) forces(id string) bool {
	switch p.object("ExtensionSettings").object(id).text("installation_mode") {
	case "force_installed", "normal_installed":
		return true
	}
	return slices.ContainsFunc(p.list("ExtensionInstallForcelist"), func(entry string) bool {
		listed, _, _ := strings.Cut(entry, ";")
		return listed == id
	})
}
