import { startMongo, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';

const dataDir = process.argv[2];
const options = dataDir === undefined ? {} : { dataDir };
const servers = await Promise.all([startMongo(options), startRedis(options)]);
// Sends one line to the test that started this process, then waits to be killed.
process.stdout.write(`${JSON.stringify(servers.map(({ pid, dataDir }) => ({ pid, dataDir })))}\n`);
