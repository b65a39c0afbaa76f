/** Where the global set-up leaves what it started, so that parallel workers find it too. */
export const serviceVariables = {
  mongodbUri: 'SURESLOT_TEST_MONGODB_URI',
  redisUrl: 'SURESLOT_TEST_REDIS_URL',
  namespace: 'SURESLOT_TEST_NAMESPACE',
} as const;
