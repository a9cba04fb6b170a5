; The Windows set-up, for the current user, without administrator's rights.
; NOT RUN: makensis compiles it on Linux too, but the folder it wraps must be built on Windows.
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DFOLDER=..\..\dist\bazresyar installer\windows\bazresyar.nsi
Unicode true
!include "MUI2.nsh"

Name "بازرس‌یار ${VERSION}"
OutFile "..\..\dist\bazresyar-${VERSION}-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\Bazresyar"
InstallDirRegKey HKCU "Software\Bazresyar" "Folder"
RequestExecutionLevel user
SetCompressor /SOLID lzma

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Bazresyar"

!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Farsi"
!insertmacro MUI_LANGUAGE "English"

Section
  SetOutPath "$INSTDIR"
  ; An update replaces the program's folder whole; vaults lie in another folder and stay.
  RMDir /r "$INSTDIR\_internal"
  File /r "${FOLDER}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\بازرس‌یار.lnk" "$INSTDIR\bazresyar.exe"
  WriteRegStr HKCU "Software\Bazresyar" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "بازرس‌یار"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Bazresyar contributors"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
SectionEnd

Section "Uninstall"
  ; Vaults hold evidence that may not have been sent: they are never removed here.
  Delete "$SMPROGRAMS\بازرس‌یار.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\bazresyar.exe"
  Delete "$INSTDIR\bazresyar-hq.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Bazresyar"
SectionEnd
