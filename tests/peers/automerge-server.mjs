// An automerge-repo sync server with NodeFS storage, as its sync-server package sets it up.
import { WebSocketServer } from 'ws';
import { Repo } from '@automerge/automerge-repo';
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';

const [port, folder] = process.argv.slice(2);
const sockets = new WebSocketServer({ host: '127.0.0.1', port: Number(port) });
new Repo({
  network: [new WebSocketServerAdapter(sockets)],
  storage: new NodeFSStorageAdapter(folder),
  peerId: 'storage-server',
  sharePolicy: async () => false,
});
sockets.on('listening', () => console.log('listening'));
