import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { silentReport } from '../../src/devenv/report.ts';
import { freePort } from '../../src/devenv/embedded/embedded-server.ts';
import { ServerProcess } from '../../src/devenv/embedded/server-process.ts';
import { findMongod } from '../../src/devenv/embedded/server-source.ts';
import { until } from './until.ts';

const NAME = 'three';
const START_PATIENCE_MS = 40_000;
/** A fifth of MongoDB's default, to keep the test short. */
const ELECTION_TIMEOUT_MS = 2000;

interface Member {
  readonly port: number;
  readonly process: ServerProcess;
}

/** Three members that elect a primary, as in production. */
export interface ReplicaSet {
  readonly uri: string;
  /** Kills the primary. Resolves with the milliseconds until another member was elected. */
  killPrimary(): Promise<number>;
  stop(): Promise<void>;
}

export async function startReplicaSet(): Promise<ReplicaSet> {
  const members = await Promise.all([launchMember(), launchMember(), launchMember()]);
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`);
  await initiate(hosts);
  const findPrimary = async (among: readonly Member[]) => {
    for (const member of among) if (await isPrimary(member.port)) return member;
    return undefined;
  };
  await until(() => findPrimary(members), START_PATIENCE_MS);
  return {
    uri: `mongodb://${hosts.join(',')}/?replicaSet=${NAME}`,
    killPrimary: async () => {
      const primary = await until(() => findPrimary(members), START_PATIENCE_MS);
      const startedAt = performance.now();
      await primary.process.kill('SIGKILL');
      const others = members.filter((member) => member !== primary);
      await until(() => findPrimary(others), START_PATIENCE_MS);
      return performance.now() - startedAt;
    },
    stop: async () => {
      await Promise.all(members.map((member) => member.process.stop()));
      await Promise.all(members.map(({ dataDir }) => rm(dataDir, { recursive: true, force: true })));
    },
  };
}

async function launchMember() {
  const { file } = await findMongod(silentReport);
  const dataDir = await mkdtemp(join(tmpdir(), 'sureslot-member-'));
  const port = await freePort();
  const place = ['--dbpath', dataDir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
  const size = ['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '64'];
  const args = [...place, ...size, '--replSet', NAME, '--quiet'];
  const process = await ServerProcess.launch({ file, args, dataDir, disposable: true });
  await process.ready(async () => (await ask(port, { ping: 1 })).ok === 1, START_PATIENCE_MS);
  return { port, process, dataDir };
}

async function initiate(hosts: readonly string[]): Promise<void> {
  const members = hosts.map((host, _id) => ({ _id, host }));
  const settings = { electionTimeoutMillis: ELECTION_TIMEOUT_MS };
  await ask(portOf(hosts[0]!), { replSetInitiate: { _id: NAME, members, settings } });
}

function portOf(host: string): number {
  return Number(host.split(':')[1]);
}

async function isPrimary(port: number): Promise<boolean> {
  const hello = await ask(port, { hello: 1 }).catch(() => undefined);
  return hello?.isWritablePrimary === true;
}

async function ask(port: number, command: object) {
  const options = { directConnection: true, serverSelectionTimeoutMS: 1000 };
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, options);
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
