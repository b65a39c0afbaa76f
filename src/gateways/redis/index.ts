export type { Redis } from 'ioredis';
export {
  checkRedisWrites,
  closeRedis,
  connectRedis,
  pingRedis,
  type RedisConnectionOptions,
} from './redis-connection.ts';
export { isRedisUnavailable } from './redis-connection.ts';
