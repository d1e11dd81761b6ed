// A Hocuspocus server with its default debounce, storing whole documents as files.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from '@hocuspocus/server';
import { Database } from '@hocuspocus/extension-database';

const [port, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const file = (name) => join(folder, encodeURIComponent(name));
const database = new Database({
  fetch: async ({ documentName }) => {
    try { return readFileSync(file(documentName)); } catch { return null; }
  },
  store: async ({ documentName, state }) => writeFileSync(file(documentName), state),
});
const server = new Server({ port: Number(port), address: '127.0.0.1', quiet: true, extensions: [database] });
await server.listen();
console.log('listening');
