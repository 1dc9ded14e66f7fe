// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import '/pidpys/element.js';

export async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', body });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

document.querySelector('#sign-in').site = {
  challenge: async () => (await post('/api/challenge')).challenge,
  deliver: ({ token, confirmed }) => confirmed ?? post('/api/login', JSON.stringify({ token })),

  // Only where your server may ask Diia: it shows the second button.
  diia: () => ({
    start: () => post('/api/diia/start/auth'),
    events: (id) => `/api/diia/events/${id}`,
    finish: (id) => post(`/api/diia/finish/${id}`),
  }),
};
