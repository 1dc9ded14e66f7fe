{{- /* SPDX-FileCopyrightText: The Pidpys Authors */ -}}
{{- /* SPDX-License-Identifier: BSD-3-Clause */ -}}
{{- /* What wixl cannot say, a statement a line, in Windows Installer's SQL. */ -}}
{{- /* A file in a file's place is replaced if its version is lower; without one here none would be. */ -}}
{{- range $i, $f := .Files}}{{if .Program}}
UPDATE `File` SET `Version` = '{{fullVersion}}', `Language` = '{{language}}' WHERE `File` = 'File{{$i}}'
{{- end}}{{end}}
{{- range .Registrations}}
UPDATE `Component` SET `Condition` = '{{.Option}} <> "0"' WHERE `Component` = '{{.Option}}'
{{- end}}
UPDATE `Property` SET `Value` = 'WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;SETUPNUMBER;INSTALLDIR{{range .Registrations}};{{.Option}}{{end}}' WHERE `Property` = 'SecureCustomProperties'
{{- /* The old version goes inside the transaction, so that a failure brings it back. */}}
UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'
{{- /* Registrations go that browsers would find first, of component Elsewhere, which is 32-bit, and those of a setup.exe or an older choice, before the chosen ones are written. Roots: 1 HKCU, 2 HKLM. */}}
CREATE TABLE `RemoveRegistry` (`RemoveRegistry` CHAR(72) NOT NULL, `Root` SHORT NOT NULL, `Key` CHAR(255) NOT NULL LOCALIZABLE, `Name` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL PRIMARY KEY `RemoveRegistry`)
{{- range .Registrations}}
{{template "remove" (list (print .Option 1) 1 .Key "Elsewhere")}}
{{template "remove" (list (print .Option 2) 2 .Key "Elsewhere")}}
{{template "remove" (list (print .Option 3) 2 .Key "File0")}}
{{- end}}
{{- /* What setup.exe left to remove itself by. */}}
{{template "remove" (list "Setup" 2 uninstallKey "File0")}}
INSERT INTO `RemoveFile` (`FileKey`, `Component_`, `FileName`, `DirProperty`, `InstallMode`) VALUES ('Setup', 'File0', '{{uninstaller}}', 'INSTALLDIR', 1)
{{- define "remove"}}INSERT INTO `RemoveRegistry` (`RemoveRegistry`, `Root`, `Key`, `Name`, `Component_`) VALUES ('{{index . 0}}', {{index . 1}}, '{{index . 2}}', '-', '{{index . 3}}'){{end}}
