// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from './elements.js';

/**
 * Files chosen by a button of ours, for the browser's own control cannot be put into words of ours.
 *
 * @param {string} id  Of the control, which stays out of sight.
 * @param {string} accepted  What is offered first.
 * @param {(files: File[]) => void} take  Called with one at least.
 * @returns {() => void} Has the person choose.
 */
export function filePicker(id, accepted, take) {
  const control = /** @type {HTMLInputElement} */ (byId(id));
  control.accept = accepted;
  control.addEventListener('change', () => {
    const files = [...(control.files ?? [])];
    // The same file may be chosen again, after it was put right.
    control.value = '';
    if (files.length > 0) take(files);
  });
  return () => control.click();
}
