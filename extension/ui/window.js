import { Peer } from '../page/client.js';
const port = chrome.runtime.connect({ name: 'window' });
const peer = new Peer((m) => port.postMessage(m), {});
port.onMessage.addListener((m) => peer.receive(m));
console.log(await peer.call('operation'));
