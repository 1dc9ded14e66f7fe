// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Leads on to the page of a provider that the fragment names: what may be good for one look is looked at here first. */

const { protocol, href } = new URL(decodeURIComponent(location.hash.slice(1)));
if (protocol === 'https:' || protocol === 'http:') location.replace(href);
