// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

const visit = document.querySelector('[data-visit]').dataset.visit;

/** Whether the person has decided, or the server knows of no such visit. */
async function decided() {
  try {
    return [204, 404].includes((await fetch(`wait/${visit}`)).status);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return false;
  }
}

while (!await decided());
location.replace(`finish/${visit}`);
