/**
 * Environment variables in which the global set-up stores the addresses of its services for parallel workers.
 */
export const serviceVariables = {
  mongodbUri: 'SURESLOT_TEST_MONGODB_URI',
  redisUrl: 'SURESLOT_TEST_REDIS_URL',
  namespace: 'SURESLOT_TEST_NAMESPACE',
} as const;
