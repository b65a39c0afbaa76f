export type { Redis } from 'ioredis';
export {
  checkRedisWrites,
  closeRedis,
  connectRedis,
  pingRedis,
  type RedisConnectionOptions,
  isRedisUnavailable,
} from './redis-connection.ts';
