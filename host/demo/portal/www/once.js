// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Work that buttons do: a press while the one before is being answered is none. Many people press everything twice.
 *
 * @param {() => Promise<void>} work
 */
export function once(work) {
  let busy = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
    }
  };
}
