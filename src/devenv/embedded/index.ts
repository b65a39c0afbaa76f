export {
  type EmbeddedServer,
  freePort,
  startMongo,
  startRedis,
  type StartOptions,
} from './embedded-server.ts';
export { commandOf, serverGone } from './server-process.ts';
