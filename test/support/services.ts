import { randomBytes } from 'node:crypto';
import { withDatabase } from '../../src/devenv/embedded-services.ts';
import { serviceVariables } from './service-variables.ts';

const MAX_NAME_LENGTH = 24;

/** The URI of a separate empty database on the tests' replica set. */
export function testMongoUri(name = 'db'): string {
  return withDatabase(fromSetup('mongodbUri'), freshName(name));
}

/** The URI of the tests' Redis. Use only keys below `testRedisPrefix()`. */
export function testRedisUrl(): string {
  return fromSetup('redisUrl');
}

/** A unique key prefix. */
export function testRedisPrefix(name = 'keys'): string {
  return `${freshName(name)}:`;
}

function freshName(name: string): string {
  const readable = name.replaceAll(/\W+/g, '_').slice(0, MAX_NAME_LENGTH);
  return `${fromSetup('namespace')}_${readable}_${randomBytes(4).toString('hex')}`;
}

function fromSetup(variable: keyof typeof serviceVariables): string {
  const value = process.env[serviceVariables[variable]];
  if (value === undefined) throw new Error('The services are not up: run the tests through mocha.');
  return value;
}
