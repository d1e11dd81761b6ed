// automerge-repo's own client; an edit is acknowledged when the server's sync message
// for the document comes back.
import { Repo } from '@automerge/automerge-repo';
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket';

export const KEEPS_OPEN = true;

const names = new Map();

async function connect(url) {
  const adapter = new WebSocketClientAdapter(url);
  const repo = new Repo({ network: [adapter], peerId: `client-${Math.random().toString(36).slice(2)}` });
  await adapter.whenReady();
  await new Promise((resolve) => {
    const look = () => (repo.peers.length ? resolve() : setTimeout(look, 5));
    look();
  });
  return { adapter, repo };
}

export async function open(url, name) {
  const { adapter, repo } = await connect(url);
  const known = names.get(name) ?? (name.startsWith('automerge:') ? name : undefined);
  const handle = known ? await repo.find(known) : repo.create({ marks: {} });
  await handle.whenReady();
  names.set(name, handle.url);
  let count = 0;
  return {
    name: handle.url,
    mark: (mark) => handle.change((doc) => { doc.marks[mark] = 1; }),
    edit: (mark = `edit-${count}`) => new Promise((resolve) => {
      count += 1;
      const done = (message) => {
        if (message.type === 'sync' && message.documentId === handle.documentId) {
          adapter.off('message', done);
          resolve();
        }
      };
      adapter.on('message', done);
      handle.change((doc) => { doc.marks[mark] = 1; });
    }),
    watch: (seen) => {
      let before = new Set(Object.keys(handle.doc().marks));
      handle.on('change', ({ doc }) => {
        for (const mark of Object.keys(doc.marks)) if (!before.has(mark)) { before.add(mark); seen(mark); }
      });
    },
    close: () => { adapter.disconnect(); },
  };
}

export async function read(url, name) {
  const { adapter, repo } = await connect(url);
  try {
    const handle = await repo.find(name);
    return new Set(Object.keys(handle.doc()?.marks ?? {}));
  } catch {
    return new Set();
  } finally {
    adapter.disconnect();
  }
}
