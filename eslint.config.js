// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['build/'] },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 2025, sourceType: 'module', globals: { ...globals.browser, chrome: 'readonly' } },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-properties': ['error',
        { property: 'innerHTML', message: 'Text is put in by textContent.' },
        { property: 'outerHTML', message: 'Text is put in by textContent.' },
        { property: 'insertAdjacentHTML', message: 'Text is put in by textContent.' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['extension/content.js', 'extension/compat/*.js', 'host/demo/www/iit/client.js'], languageOptions: { sourceType: 'script' } },
  { files: ['extension/test/**', 'extension/art/**', 'host/service/testdata/**', 'eslint.config.js'], languageOptions: { globals: globals.node } },
];
