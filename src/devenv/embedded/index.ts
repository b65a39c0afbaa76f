export { freePort, type EmbeddedServer, type StartOptions } from './embedded-server.ts';
export { startMongo } from './mongo-server.ts';
export { startRedis } from './redis-server.ts';
export { serverGone } from './server-process.ts';
