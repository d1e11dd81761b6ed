// Hocuspocus' own client; an edit is acknowledged when nothing is unsynced any more.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import * as Y from 'yjs';
import WebSocket from 'ws';

// The server unloads a document when its last connection is gone; kept open, it is held.
export const KEEPS_OPEN = true;

export async function open(url, name) {
  const document = new Y.Doc();
  const socket = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket });
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, document });
  provider.attach();
  await new Promise((resolve) => { provider.on('synced', resolve); });
  const marks = document.getMap('marks');
  let count = 0;
  return {
    name,
    mark: (mark) => marks.set(mark, 1),
    edit: (mark = `edit-${count}`) => new Promise((resolve) => {
      count += 1;
      const done = ({ number }) => {
        if (number === 0) { provider.off('unsyncedChanges', done); resolve(); }
      };
      provider.on('unsyncedChanges', done);
      marks.set(mark, 1);
    }),
    watch: (seen) => marks.observe((event) => event.keysChanged.forEach(seen)),
    close: () => { provider.destroy(); socket.destroy(); },
  };
}

export async function read(url, name) {
  const document = new Y.Doc();
  const socket = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket });
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, document });
  provider.attach();
  await new Promise((resolve) => { provider.on('synced', resolve); });
  const found = new Set(document.getMap('marks').keys());
  provider.destroy();
  socket.destroy();
  return found;
}
