export type { Redis } from 'ioredis';
export { closeRedis, connectRedis, pingRedis, type RedisConnectionOptions } from './redis-connection.ts';
export { isRedisUnavailable } from './redis-connection.ts';
