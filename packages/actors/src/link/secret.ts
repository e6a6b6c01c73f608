/** The secret of a cluster: who knows it is let in. It lives in files that only their owner can read. */
import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { ActorError } from '../errors.js';
import { shown } from '../refs.js';

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A new secret: 32 random bytes in base64url. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Refuses what is not a secret, without repeating it. */
export function requireSecret(value: unknown): string {
  if (typeof value === 'string' && SECRET.test(value)) return value;
  const got = typeof value === 'string' ? `${value.length} characters` : shown(value);
  throw new ActorError('ERR_OPTION', `secret must be 32 bytes in base64url (43 characters), got ${got}`);
}

/**
 * Reads the secret from a file of mode 0600 (or stricter).
 *
 * @throws ActorError (rejects) `ERR_SECRET_FILE`: no such file, readable by others, or no secret in it
 */
export async function readSecretFile(path: string): Promise<string> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    const why = (cause as Error).message;
    throw new ActorError('ERR_SECRET_FILE', `secret file must be readable, got ${shown(path)}: ${why}`, { cause });
  }
  try {
    const mode = (await file.stat()).mode & 0o777;
    if ((mode & 0o077) !== 0) {
      const got = mode.toString(8).padStart(4, '0');
      throw new ActorError('ERR_SECRET_FILE', `secret file must have mode 0600, got ${got} at ${shown(path)}`);
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const secret = buffer.toString('latin1', 0, bytesRead).trimEnd();
    if (SECRET.test(secret)) return secret;
    const text = `secret file must hold 43 characters of base64url, got something else at ${shown(path)}`;
    throw new ActorError('ERR_SECRET_FILE', text);
  } finally {
    await file.close();
  }
}

/** Writes the secret to a file of mode 0600 that is there whole or not at all. */
export async function writeSecretFile(path: string, secret: string): Promise<void> {
  requireSecret(secret);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${secret}\n`);
    await file.sync();
    await file.close();
    await rename(draft, path);
  } catch (error) {
    await file.close();
    await rm(draft, { force: true });
    throw error;
  }
}

/** Where a secret comes from: exactly one of the two. */
export interface SecretSource {
  readonly secret?: string | undefined;
  readonly secretFile?: string | undefined;
}

/** The secret itself. */
export async function resolveSecret({ secret, secretFile }: SecretSource): Promise<string> {
  if (secret !== undefined && secretFile === undefined) return requireSecret(secret);
  if (secretFile !== undefined && secret === undefined) return readSecretFile(secretFile);
  const got = secret === undefined ? 'neither' : 'both';
  throw new ActorError('ERR_OPTION', `one of secret and secretFile must be given, got ${got}`);
}
