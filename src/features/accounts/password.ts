import { hash, parseOptions, verify } from '@node-rs/argon2';

/** OWASP's smallest recommended setting of argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of nobody's password: checked for unknown accounts, so that they take as long as known ones. */
const nobodysHash = hash('no account has this password', PARAMETERS);

/** The argon2id hash as a PHC string. Every character of the password counts. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), PARAMETERS);
}

/** Whether it is the password of the hash. Without a hash the same work is done and the answer is no. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await nobodysHash), password.normalize('NFC')).catch(
    () => false,
  );
  return isRight && passwordHash !== undefined;
}

/** Whether the hash is weaker than what we make now. */
export function needsRehash(passwordHash: string): boolean {
  const { memoryCost, timeCost } = parseOptions(passwordHash);
  return (
    !passwordHash.startsWith('$argon2id$') ||
    memoryCost < PARAMETERS.memoryCost ||
    timeCost < PARAMETERS.timeCost
  );
}
