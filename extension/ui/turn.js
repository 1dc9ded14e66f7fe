// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** How the person comes from one page of ours to another, each in a tab of its own. */
export const turn = {
  /** To what is looked at where something does not work. */
  help: () => void chrome.tabs.create({ url: chrome.runtime.getURL(`ui/help.html`) }),
  /** To what the person can set. */
  options: () => void chrome.runtime.openOptionsPage(),
  /** To how Pidpys is used. */
  welcome: () => void chrome.tabs.create({ url: chrome.runtime.getURL(`ui/welcome.html`) }),
};
