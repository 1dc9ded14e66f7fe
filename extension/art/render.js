// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Draws icon.svg in the sizes of the manifest, with the Chromium named in
// PIDPYS_CHROMIUM or found on the path: node extension/art/render.js

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZES = [16, 32, 48, 128];

const svg = readFileSync(join(import.meta.dirname, 'icon.svg'), 'base64');
const page = `<body><script>
  const image = new Image();
  image.onload = () => {
    for (const size of ${JSON.stringify(SIZES)}) {
      const canvas = new OffscreenCanvas(size, size);
      canvas.getContext('2d').drawImage(image, 0, 0, size, size);
      const reader = new FileReader();
      reader.onload = () => { document.body.dataset['size' + size] = reader.result };
      canvas.convertToBlob().then((blob) => reader.readAsDataURL(blob));
    }
  };
  image.src = 'data:image/svg+xml;base64,${svg}';
</script>`;

const temporary = mkdtempSync(join(tmpdir(), 'icons-'));
writeFileSync(join(temporary, 'page.html'), page);
const dom = execFileSync(process.env.PIDPYS_CHROMIUM ?? 'chromium', [
  '--headless', '--no-sandbox', '--virtual-time-budget=5000', '--dump-dom',
  `--user-data-dir=${join(temporary, 'profile')}`, `file://${join(temporary, 'page.html')}`,
], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
rmSync(temporary, { recursive: true });

for (const size of SIZES) {
  const [, png] = dom.match(new RegExp(`data-size${size}="data:image/png;base64,([^"]+)"`));
  writeFileSync(join(import.meta.dirname, '../icons', `${size}.png`), png, 'base64');
}
