export { freePort, type EmbeddedServer, type StartOptions } from './embedded-server.ts';
export { startMongo, startRedis } from './servers.ts';
export { commandOf, serverGone } from './server-process.ts';
