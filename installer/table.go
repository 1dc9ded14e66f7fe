// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

// Sources of the rows called Documented: chrome_paths.cc, policy_paths.cc and
// native_process_launcher_win.cc of Chromium; brave_main_delegate.cc of Brave;
// the Edge documentation, "Native messaging" and "Alternate ways to distribute
// an extension"; MDN "Native manifests". Those of the rows called Peers:
// KeePassXC, browserpass, gopass, Bitwarden, vdhcoapp.
//
// Columns that a row lacks are unknown or have no meaning there. Policies of
// Vivaldi, Opera and, but on Linux, Yandex rest on others' scripts: where those
// disagree the column is empty.

// Registry keys that several browsers read. Chromium's code reads Chrome's key in
// every build, so browsers built from it that are not known to read another have
// that one.
const (
	chromeKey   = `SOFTWARE\Google\Chrome\NativeMessagingHosts`
	chromiumKey = `SOFTWARE\Chromium\NativeMessagingHosts`
	mozillaKey  = `SOFTWARE\Mozilla\NativeMessagingHosts`
)

var locations = []Location{
	{Browser: "chrome", OS: "linux", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: ".config/google-chrome/NativeMessagingHosts", Profiles: []string{".config/google-chrome"}},
	{Browser: "chrome", OS: "linux", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: "/etc/opt/chrome/native-messaging-hosts", Policies: "/etc/opt/chrome/policies/managed", Extensions: "/usr/share/google-chrome/extensions"},
	{Browser: "chromium", OS: "linux", Scope: User, Family: Chromium, Basis: Measured,
		Hosts: ".config/chromium/NativeMessagingHosts", Profiles: []string{".config/chromium"}},
	{Browser: "chromium", OS: "linux", Scope: System, Family: Chromium, Basis: Measured,
		Hosts: "/etc/chromium/native-messaging-hosts", Policies: "/etc/chromium/policies/managed", Extensions: "/usr/share/chromium/extensions"},
	{Browser: "edge", OS: "linux", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: ".config/microsoft-edge/NativeMessagingHosts", Profiles: []string{".config/microsoft-edge"}},
	{Browser: "edge", OS: "linux", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: "/etc/opt/edge/native-messaging-hosts", Policies: "/etc/opt/edge/policies/managed", Extensions: "/usr/share/microsoft-edge/extensions"},
	{Browser: "brave", OS: "linux", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts", Profiles: []string{".config/BraveSoftware/Brave-Browser"}},
	{Browser: "brave", OS: "linux", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: "/etc/opt/chrome/native-messaging-hosts", Policies: "/etc/brave/policies/managed"},
	{Browser: "vivaldi", OS: "linux", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: ".config/vivaldi/NativeMessagingHosts", Profiles: []string{".config/vivaldi"}},
	{Browser: "vivaldi", OS: "linux", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: "/etc/opt/vivaldi/native-messaging-hosts"},
	{Browser: "opera", OS: "linux", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: ".config/opera/NativeMessagingHosts", Profiles: []string{".config/opera"}},
	{Browser: "opera", OS: "linux", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: "/etc/opt/opera/native-messaging-hosts"},
	{Browser: "yandex", OS: "linux", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: ".config/yandex-browser/NativeMessagingHosts", Profiles: []string{".config/yandex-browser"}},
	{Browser: "yandex", OS: "linux", Scope: System, Family: Chromium, Basis: Peers, // policies: ALT Linux's documentation
		Hosts: "/etc/opt/yandex-browser/native-messaging-hosts", Policies: "/etc/opt/yandex/browser/policies/managed"},
	{Browser: "firefox", OS: "linux", Scope: User, Family: Firefox, Basis: Measured, // profiles moved, manifests did not; the snap's, from its documentation, is unverified
		Hosts: ".mozilla/native-messaging-hosts", Profiles: []string{".mozilla/firefox", ".config/mozilla/firefox", "snap/firefox/common/.mozilla/firefox"}},
	{Browser: "firefox", OS: "linux", Scope: System, Family: Firefox, Basis: Measured, // with Debian's; distributions of RPM have the twin
		Hosts: "/usr/lib/mozilla/native-messaging-hosts", Twin: "/usr/lib64/mozilla/native-messaging-hosts", Policies: "/etc/firefox/policies"},
	{Browser: "librewolf", OS: "linux", Scope: User, Family: Firefox, Basis: Peers,
		Hosts: ".librewolf/native-messaging-hosts", Profiles: []string{".librewolf"}},
	{Browser: "librewolf", OS: "linux", Scope: System, Family: Firefox, Basis: Peers,
		Hosts: "/usr/lib/librewolf/native-messaging-hosts", Policies: "/etc/librewolf/policies"},

	{Browser: "chrome", OS: "darwin", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: "Library/Application Support/Google/Chrome/NativeMessagingHosts", Profiles: []string{"Library/Application Support/Google/Chrome"}},
	{Browser: "chrome", OS: "darwin", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: "/Library/Google/Chrome/NativeMessagingHosts", Policies: "com.google.Chrome", Extensions: "/Library/Application Support/Google/Chrome/External Extensions"},
	{Browser: "chromium", OS: "darwin", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: "Library/Application Support/Chromium/NativeMessagingHosts", Profiles: []string{"Library/Application Support/Chromium"}},
	{Browser: "chromium", OS: "darwin", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: "/Library/Application Support/Chromium/NativeMessagingHosts", Policies: "org.chromium.Chromium"},
	{Browser: "edge", OS: "darwin", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: "Library/Application Support/Microsoft Edge/NativeMessagingHosts", Profiles: []string{"Library/Application Support/Microsoft Edge"}},
	{Browser: "edge", OS: "darwin", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: "/Library/Microsoft/Edge/NativeMessagingHosts", Policies: "com.microsoft.Edge"},
	{Browser: "brave", OS: "darwin", Scope: User, Family: Chromium, Basis: Documented, // Chrome's folder, as its source says; peers disagree
		Hosts: "Library/Application Support/Google/Chrome/NativeMessagingHosts", Profiles: []string{"Library/Application Support/BraveSoftware/Brave-Browser"}},
	{Browser: "brave", OS: "darwin", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: "/Library/Google/Chrome/NativeMessagingHosts", Policies: "com.brave.Browser"},
	{Browser: "vivaldi", OS: "darwin", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: "Library/Application Support/Vivaldi/NativeMessagingHosts", Profiles: []string{"Library/Application Support/Vivaldi"}},
	{Browser: "vivaldi", OS: "darwin", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: "/Library/Application Support/Vivaldi/NativeMessagingHosts", Policies: "com.vivaldi.Vivaldi"},
	{Browser: "opera", OS: "darwin", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: "Library/Application Support/com.operasoftware.Opera/NativeMessagingHosts", Profiles: []string{"Library/Application Support/com.operasoftware.Opera"}},
	{Browser: "opera", OS: "darwin", Scope: System, Family: Chromium, Basis: Unknown},
	{Browser: "yandex", OS: "darwin", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: "Library/Application Support/Yandex/YandexBrowser/NativeMessagingHosts", Profiles: []string{"Library/Application Support/Yandex/YandexBrowser"}},
	{Browser: "yandex", OS: "darwin", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: "/Library/Application Support/Yandex/NativeMessagingHosts"},
	{Browser: "firefox", OS: "darwin", Scope: User, Family: Firefox, Basis: Documented,
		Hosts: "Library/Application Support/Mozilla/NativeMessagingHosts", Profiles: []string{"Library/Application Support/Firefox"}},
	{Browser: "firefox", OS: "darwin", Scope: System, Family: Firefox, Basis: Documented,
		Hosts: "/Library/Application Support/Mozilla/NativeMessagingHosts", Policies: "org.mozilla.firefox"},
	{Browser: "librewolf", OS: "darwin", Scope: User, Family: Firefox, Basis: Peers,
		Hosts: "Library/Application Support/librewolf/NativeMessagingHosts", Profiles: []string{"Library/Application Support/librewolf"}},
	{Browser: "librewolf", OS: "darwin", Scope: System, Family: Firefox, Basis: Peers,
		Hosts: "/Library/Application Support/librewolf/NativeMessagingHosts"},

	{Browser: "chrome", OS: "windows", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: chromeKey, Profiles: []string{"AppData/Local/Google/Chrome/User Data"}},
	{Browser: "chrome", OS: "windows", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: chromeKey, Policies: `SOFTWARE\Policies\Google\Chrome`, Extensions: `SOFTWARE\Google\Chrome\Extensions`},
	{Browser: "chromium", OS: "windows", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: chromiumKey, Then: []string{chromeKey}, Profiles: []string{"AppData/Local/Chromium/User Data"}},
	{Browser: "chromium", OS: "windows", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: chromiumKey, Then: []string{chromeKey}, Policies: `SOFTWARE\Policies\Chromium`},
	{Browser: "edge", OS: "windows", Scope: User, Family: Chromium, Basis: Documented,
		Hosts: `SOFTWARE\Microsoft\Edge\NativeMessagingHosts`, Then: []string{chromiumKey, chromeKey}, Profiles: []string{"AppData/Local/Microsoft/Edge/User Data"}},
	{Browser: "edge", OS: "windows", Scope: System, Family: Chromium, Basis: Documented,
		Hosts: `SOFTWARE\Microsoft\Edge\NativeMessagingHosts`, Then: []string{chromiumKey, chromeKey}, Policies: `SOFTWARE\Policies\Microsoft\Edge`, Extensions: `SOFTWARE\Microsoft\Edge\Extensions`},
	{Browser: "brave", OS: "windows", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: chromeKey, Profiles: []string{"AppData/Local/BraveSoftware/Brave-Browser/User Data"}},
	{Browser: "brave", OS: "windows", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: chromeKey, Policies: `SOFTWARE\Policies\BraveSoftware\Brave`},
	{Browser: "vivaldi", OS: "windows", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: chromeKey, Profiles: []string{"AppData/Local/Vivaldi/User Data"}},
	{Browser: "vivaldi", OS: "windows", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: chromeKey, Policies: `SOFTWARE\Policies\Vivaldi`},
	{Browser: "opera", OS: "windows", Scope: User, Family: Chromium, Basis: Peers,
		Hosts: chromeKey, Profiles: []string{"AppData/Roaming/Opera Software/Opera Stable"}},
	{Browser: "opera", OS: "windows", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: chromeKey},
	{Browser: "yandex", OS: "windows", Scope: User, Family: Chromium, Basis: Peers, // some write to a key of its own, too
		Hosts: chromeKey, Profiles: []string{"AppData/Local/Yandex/YandexBrowser/User Data"}},
	{Browser: "yandex", OS: "windows", Scope: System, Family: Chromium, Basis: Peers,
		Hosts: chromeKey, Policies: `SOFTWARE\Policies\YandexBrowser`},
	{Browser: "firefox", OS: "windows", Scope: User, Family: Firefox, Basis: Documented,
		Hosts: mozillaKey, Profiles: []string{"AppData/Roaming/Mozilla/Firefox"}},
	{Browser: "firefox", OS: "windows", Scope: System, Family: Firefox, Basis: Documented,
		Hosts: mozillaKey, Policies: `SOFTWARE\Policies\Mozilla\Firefox`},
	{Browser: "librewolf", OS: "windows", Scope: User, Family: Firefox, Basis: Peers,
		Hosts: mozillaKey, Profiles: []string{"AppData/Roaming/librewolf"}},
	{Browser: "librewolf", OS: "windows", Scope: System, Family: Firefox, Basis: Peers,
		Hosts: mozillaKey},
}
