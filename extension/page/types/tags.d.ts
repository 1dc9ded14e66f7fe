// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Beside the module, what only a declaration can say: that the tag is known.

import type { PidpysSign, Result } from './element.js';

export * from './element.js';

declare global {
  interface HTMLElementTagNameMap {
    'pidpys-sign': PidpysSign;
  }
  interface HTMLElementEventMap {
    'pidpys-done': CustomEvent<{ result: Result; delivered: unknown }>;
    'pidpys-failed': CustomEvent<unknown>;
  }
}
