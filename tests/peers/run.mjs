// Measures one peer and prints a JSON object a line: {"what", "value", "unit"}.
import { spawn } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as hocuspocus from './hocuspocus-client.mjs';
import * as automerge from './automerge-client.mjs';

const PEERS = {
  hocuspocus: { script: 'hocuspocus-server.mjs', client: hocuspocus },
  'automerge-repo': { script: 'automerge-server.mjs', client: automerge },
};

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

async function start(script, port, folder) {
  const child = spawn(process.execPath, [script, String(port), folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error(`${script} ended`)));
  });
  return child;
}

const killed = (child) => new Promise((resolve) => { child.once('exit', resolve); child.kill('SIGKILL'); });
// Milliseconds of processor time: the kernel counts user and system time in hundredths of a second.
const processor = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

function percentile(samples, share) {
  samples.sort((a, b) => a - b);
  return samples[Math.round((samples.length - 1) * share)];
}

function print(peer, what, value, unit) {
  console.log(JSON.stringify({ what: `${peer}: ${what}`, value, unit }));
}

// 20 clients, one small edit under way in each of their documents: how many are
// acknowledged a second?
async function pushes(peer, url, client, child, underWay) {
  const writers = await Promise.all(Array.from({ length: 20 * underWay }, (_, n) => client.open(url, `push-${underWay}-${n}`)));
  const pids = { server: child.pid, clients: process.pid };
  const before = Object.entries(pids).map(([whose, pid]) => [whose, pid, processor(pid)]);
  const until = performance.now() + 5000;
  let acked = 0;
  const samples = [];
  await Promise.all(writers.map(async (writer) => {
    while (performance.now() < until) {
      const started = performance.now();
      await writer.edit();
      samples.push(performance.now() - started);
      acked += 1;
    }
  }));
  const of = `acknowledged edits, 20 clients, ${underWay} under way each, in memory`;
  print(peer, of, acked / 5, '/s');
  print(peer, `${of}, p99`, percentile(samples, 0.99), 'ms');
  before.forEach(([whose, pid, used]) => print(peer, `${of}, processor, ${whose}`, ((processor(pid) - used) * 1000) / acked, 'us'));
  writers.forEach((writer) => writer.close());
}

// One writer, 50 watchers, 20 edits a second: from the edit to its arrival.
async function latency(peer, url, client) {
  const writer = await client.open(url, 'watched');
  await writer.edit();
  const sent = new Map();
  const samples = [];
  const watchers = [];
  for (let n = 0; n < 50; n += 1) {
    const watcher = await client.open(url, writer.name);
    watcher.watch((mark) => { if (sent.has(mark)) samples.push(performance.now() - sent.get(mark)); });
    watchers.push(watcher);
  }
  for (let n = 0; n < 200; n += 1) {
    sent.set(`mark-${n}`, performance.now());
    writer.mark(`mark-${n}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  const until = performance.now() + 5000;
  while (samples.length < 200 * 50 && performance.now() < until) await new Promise((r) => { setTimeout(r, 50); });
  print(peer, 'edit to other device, 50 watchers, 20 edits/s, p50', percentile(samples, 0.5), 'ms');
  print(peer, 'edit to other device, 50 watchers, 20 edits/s, p99', percentile(samples, 0.99), 'ms');
  print(peer, 'edits that arrived at watchers, of 10000', samples.length, '');
  [writer, ...watchers].forEach((one) => one.close());
}

async function memory(peer, url, client, child) {
  for (let n = 0; n < 5000; n += 50) {
    const batch = await Promise.all(Array.from({ length: 50 }, (_, k) => client.open(url, `memory-${n + k}`)));
    await Promise.all(batch.map((one) => one.edit()));
    if (!client.KEEPS_OPEN) batch.forEach((one) => one.close());
  }
  print(peer, 'resident memory, 5000 documents', resident(child.pid), 'MiB');
}

// 100 acknowledged edits, then kill -9 at once, then a new client reads.
async function lost(peer, script, client) {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-peer-'));
  const port = await freePort();
  const url = `ws://127.0.0.1:${port}`;
  let child = await start(script, port, folder);
  const writer = await client.open(url, 'killed');
  for (let n = 0; n < 100; n += 1) await writer.edit(`mark-${n}`);
  await killed(child);
  writer.close();
  child = await start(script, port, folder);
  const found = await client.read(url, writer.name);
  let missing = 0;
  for (let n = 0; n < 100; n += 1) if (!found.has(`mark-${n}`)) missing += 1;
  print(peer, 'acknowledged, then kill -9 at once, of 100 lost', missing, 'lost');
  await killed(child);
  rmSync(folder, { recursive: true, force: true });
}

process.on('uncaughtException', (error) => console.error(String(error)));
process.on('unhandledRejection', (error) => console.error(String(error)));
for (const [peer, { script, client }] of Object.entries(PEERS)) {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-peer-'));
  const port = await freePort();
  const url = `ws://127.0.0.1:${port}`;
  const child = await start(script, port, folder);
  await pushes(peer, url, client, child, 1);
  await pushes(peer, url, client, child, 3);
  await latency(peer, url, client);
  await memory(peer, url, client, child);
  await killed(child);
  rmSync(folder, { recursive: true, force: true });
  await lost(peer, script, client);
}
process.exit(0);
