; SPDX-FileCopyrightText: The Pidpys Authors
; SPDX-License-Identifier: BSD-3-Clause

; The 32-bit kinds would not start where Windows has no 32-bit part.
Target amd64-unicode
SetCompressor /SOLID lzma
ManifestSupportedOS Win10
RequestExecutionLevel admin
CRCCheck force

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh

!define UNINSTALL_KEY "{{uninstallKey}}"
; Exit codes, as Windows Installer's: ERROR_PRODUCT_VERSION, ERROR_OLD_WIN_VERSION.
!define ANOTHER_VERSION 1638
!define OLD_WINDOWS 1150

Name "{{.Title}}"
BrandingText "{{.Title}} {{.Version}}"
InstallDir "$PROGRAMFILES64\{{.Title}}"

VIProductVersion "{{fullVersion}}"
VIFileVersion "{{fullVersion}}"
VIAddVersionKey "ProductName" "{{.Title}}"
VIAddVersionKey "ProductVersion" "{{.Version}}"
VIAddVersionKey "FileVersion" "{{.Version}}"
VIAddVersionKey "FileDescription" "{{.Title}}"
VIAddVersionKey "CompanyName" "{{publisher}}"
VIAddVersionKey "LegalCopyright" "{{licence}}"

!define MUI_ICON "{{.Icon}}"
!define MUI_UNICON "{{.Icon}}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "{{.Sidebar}}"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "{{.Sidebar}}"
!define MUI_WELCOMEPAGE_TITLE "$(welcome)"
!define MUI_WELCOMEPAGE_TEXT "$(purpose)"
!define MUI_FINISHPAGE_TITLE "$(done)"
!define MUI_FINISHPAGE_TEXT "$(next_step)"
!define MUI_FINISHPAGE_TEXT_LARGE
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Ukrainian"
!insertmacro MUI_LANGUAGE "English"

LangString welcome ${LANG_UKRAINIAN} "Встановлення $(^Name)"
LangString welcome ${LANG_ENGLISH} "Installing $(^Name)"
LangString purpose ${LANG_UKRAINIAN} "Програма дає входити до електронних кабінетів і підписувати документи власним ключем КЕП.$\r$\n$\r$\nБраузери можна не закривати. Щоб почати, натисніть «Встановити»."
LangString purpose ${LANG_ENGLISH} "With this program you sign in to electronic cabinets and sign documents with your own qualified key.$\r$\n$\r$\nBrowsers may stay open. Press Install to begin."
LangString done ${LANG_UKRAINIAN} "$(^Name) встановлено"
LangString done ${LANG_ENGLISH} "$(^Name) is installed"
LangString next_step ${LANG_UKRAINIAN} "Залишилося додати розширення до браузера.$\r$\n$\r$\nУ Chrome, Edge або Chromium відкрийте сторінку розширень, увімкніть «Режим розробника», натисніть «Завантажити розпаковане розширення» і виберіть теку$\r$\n$INSTDIR\extension"
LangString next_step ${LANG_ENGLISH} "What is left is to add the extension to the browser.$\r$\n$\r$\nIn Chrome, Edge or Chromium open the page of extensions, turn on “Developer mode”, press “Load unpacked” and choose the folder$\r$\n$INSTDIR\extension"
LangString newer ${LANG_UKRAINIAN} "Вже встановлено новішу версію: $(^Name) $0."
LangString newer ${LANG_ENGLISH} "A newer version is installed already: $(^Name) $0."
LangString managed ${LANG_UKRAINIAN} "$(^Name) на цьому комп'ютері встановив адміністратор (пакет .msi). Оновлює і вилучає його теж він."
LangString managed ${LANG_ENGLISH} "$(^Name) on this computer was installed by an administrator (an .msi package), who also updates and removes it."
LangString too_old ${LANG_UKRAINIAN} "$(^Name) працює у 64-розрядній Windows 10 і новіших."
LangString too_old ${LANG_ENGLISH} "$(^Name) needs 64-bit Windows 10 or later."

Var Options
{{with signing}}
!uninstfinalize `{{.}} -in %1 -out %1.signed && mv %1.signed %1`
{{end}}
!macro Refuse TEXT CODE
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

; A program that runs cannot be overwritten or deleted, but renamed.
!macro Discard PATH
  ClearErrors
  Delete "${PATH}"
  ${If} ${Errors}
    GetTempFileName $0 "$INSTDIR"
    Delete $0
    Rename "${PATH}" $0
    Delete /REBOOTOK $0
  ${EndIf}
!macroend

Function .onInit
  SetRegView 64
  ${GetParameters} $Options
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse "$(too_old)" ${OLD_WINDOWS}
  ${EndIf}
  System::Call 'msi::MsiEnumRelatedProductsW(w "{{family}}", i 0, i 0, w .r0) i .r1'
  ${If} $1 = 0
    !insertmacro Refuse "$(managed)" ${ANOTHER_VERSION}
  ${EndIf}
  ReadRegStr $1 HKLM "${UNINSTALL_KEY}" "Number"
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $1 > {{.Number}}
    !insertmacro Refuse "$(newer)" ${ANOTHER_VERSION}
  ${EndIf}
  ; It stays where it is, unless /D says otherwise.
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $INSTDIR == "$PROGRAMFILES64\{{.Title}}"
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
FunctionEnd

; What an older version brought and this one does not goes with it.
Section
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} ${FileExists} "$0\{{uninstaller}}"
    ExecWait '"$0\{{uninstaller}}" /S _?=$0'
    Delete "$0\{{uninstaller}}"
    RMDir "$0"
  ${EndIf}
SectionEnd

Section
  SetOutPath "$INSTDIR"
{{- range .Files}}
{{- if .Program}}
  !insertmacro Discard "$INSTDIR\{{.}}"
{{- end}}
  SetOutPath "$INSTDIR\{{.Folder}}"
  File "{{$.Path .}}"
{{- end}}
  WriteUninstaller "$INSTDIR\{{uninstaller}}"
SectionEnd
{{range .Registrations}}
; {{.Browsers}}
Section
  ClearErrors
  ${GetOptions} $Options "/{{.Option}}=" $0
  ${If} $0 != "0"
    WriteRegStr HKLM "{{.Key}}" "" "$INSTDIR\{{.Manifest}}"
  ${EndIf}
SectionEnd
{{end}}
; Registrations that browsers would find first.
Section
  SetRegView 32
{{- range .Registrations}}
  DeleteRegKey HKLM "{{.Key}}"
{{- range .Above}}
  DeleteRegKey /ifempty HKLM "{{.}}"
{{- end}}
  DeleteRegKey HKCU "{{.Key}}"
{{- range .Above}}
  DeleteRegKey /ifempty HKCU "{{.}}"
{{- end}}
{{- end}}
  SetRegView 64
SectionEnd

Section
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "{{.Title}}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "{{.Version}}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Number" "{{.Number}}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "{{publisher}}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\{{.Name}}.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "URLInfoAbout" "{{homepage}}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\{{uninstaller}}"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\{{uninstaller}}" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" {{.Kilobytes}}
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Section Uninstall
{{- range .Registrations}}
  DeleteRegKey HKLM "{{.Key}}"
{{- range .Above}}
  DeleteRegKey /ifempty HKLM "{{.}}"
{{- end}}
{{- end}}
{{- range .Files}}
  {{if .Program}}!insertmacro Discard{{else}}Delete{{end}} "$INSTDIR\{{.}}"
{{- end}}
{{- range .Emptied}}
  RMDir "$INSTDIR\{{.}}"
{{- end}}
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  Delete "$INSTDIR\{{uninstaller}}"
  RMDir /REBOOTOK "$INSTDIR"
SectionEnd
