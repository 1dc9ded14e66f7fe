// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { filesOf } from '../lib/files.js';

/**
 * A file let go anywhere in the window is meant for the panel on show; the browser would open it instead.
 *
 * @param {HTMLElement} panel
 * @param {(files: File[]) => void} take  Called while the panel can be used; with none when only folders were dropped.
 */
export function takeDropped(panel, take) {
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    const files = event.dataTransfer?.types.includes('Files') ?? false;
    if (event.dataTransfer) event.dataTransfer.dropEffect = files ? 'copy' : 'none';
    panel.classList.toggle('over', files);
  });
  document.addEventListener('dragleave', () => panel.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    panel.classList.remove('over');
    const usable = panel.checkVisibility() && panel.matches(':has(:enabled)');
    if (usable && event.dataTransfer?.types.includes('Files')) take(filesOf(event.dataTransfer));
  });
}
