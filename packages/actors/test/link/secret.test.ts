/** Secrets, their files, nonces and proofs. */
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSecret, readSecretFile, writeSecretFile } from '../../src/index.js';
import { CHALLENGE_MS, Challenges } from '../../src/link/challenges.js';
import { createNonce, diallerProof, isSameProof, listenerProof } from '../../src/link/proof.js';
import { MAX_FAILURES, Refusals } from '../../src/link/refusals.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'actors-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a secret', () => {
  it('is 32 bytes in base64url, another one each time', () => {
    const secrets = Array.from({ length: 100 }, createSecret);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url').length).toBe(32);
    expect(new Set(secrets).size).toBe(100);
  });

  it('comes back from its file, which only its owner can read, and nothing is left beside it', async () => {
    const secret = createSecret();
    const path = join(folder, 'secret');
    await writeFile(path, 'an older one', { mode: 0o644 });
    await writeSecretFile(path, secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readSecretFile(path)).toBe(secret);
    expect(await readdir(folder)).toEqual(['secret']);
  });

  it('is not written if it is none', async () => {
    await expect(writeSecretFile(join(folder, 'secret'), 'hunter2')).rejects.toThrow(
      'secret must be 32 bytes in base64url (43 characters), got 7 characters',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([0o644, 0o640, 0o604, 0o660])('is not read from a file of mode %o', async (mode) => {
    const path = join(folder, 'secret');
    await writeSecretFile(path, createSecret());
    await chmod(path, mode);
    await symlink(path, join(folder, 'link'));
    for (const each of [path, join(folder, 'link')]) {
      await expect(readSecretFile(each)).rejects.toMatchObject({
        code: 'ERR_SECRET_FILE',
        message: expect.stringContaining(`must have mode 0600, got 0${mode.toString(8)}`),
      });
    }
  });

  it('is not read from a file that is missing or holds something else, and the error does not repeat it', async () => {
    await expect(readSecretFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ERR_SECRET_FILE' });
    const path = join(folder, 'secret');
    await writeFile(path, 'hunter2', { mode: 0o600 });
    await expect(readSecretFile(path)).rejects.toThrow('must hold 43 characters of base64url');
    await expect(readSecretFile(path)).rejects.not.toThrow('hunter2');
    expect(await readFile(path, 'utf8')).toBe('hunter2');
  });
});

describe('a challenge', () => {
  it('is good once', () => {
    const challenges = new Challenges();
    const nonce = challenges.issue(0);
    expect(challenges.redeem(nonce, 1)).toBe(true);
    expect(challenges.redeem(nonce, 1)).toBe(false);
    expect(challenges.redeem(createNonce(), 1)).toBe(false);
  });

  it('is good for ten seconds', () => {
    const challenges = new Challenges();
    const [one, other] = [challenges.issue(0), challenges.issue(0)];
    expect(challenges.redeem(one, CHALLENGE_MS)).toBe(true);
    expect(challenges.redeem(other, CHALLENGE_MS + 1)).toBe(false);
  });

  it('is known by its maker only, and by one name only', () => {
    const challenges = new Challenges();
    const nonce = challenges.issue(0);
    expect(new Challenges().redeem(nonce, 1)).toBe(false);
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const other = nonce.slice(0, -1) + last;
      if (other !== nonce) expect(challenges.redeem(other, 1)).toBe(false);
    }
    for (const none of ['', 'x', `${nonce}x`, nonce.slice(1)]) expect(challenges.redeem(none, 1)).toBe(false);
    expect(challenges.redeem(nonce, 1)).toBe(true);
  });

  it('costs nothing while it is out, however many strangers ask for', () => {
    const challenges = new Challenges(3);
    const nonces = Array.from({ length: 10_000 }, () => challenges.issue(0));
    expect(challenges.size).toBe(0);
    expect(challenges.redeem(nonces[0]!, 1)).toBe(true);
  });

  it('that opened the door is remembered while it would be good, whatever is wasted meanwhile', () => {
    const challenges = new Challenges(3);
    const nonce = challenges.issue(0);
    expect(challenges.redeem(nonce, 1)).toBe(true);
    challenges.spend(nonce, 1);
    for (let n = 0; n < 100; n += 1) challenges.redeem(challenges.issue(0), 1);
    expect(challenges.size).toBe(4);
    expect(challenges.redeem(nonce, 2)).toBe(false);
    expect(challenges.redeem(nonce, CHALLENGE_MS)).toBe(false);
    const later = challenges.issue(2 * CHALLENGE_MS);
    challenges.redeem(later, 2 * CHALLENGE_MS);
    challenges.spend(later, 2 * CHALLENGE_MS);
    expect(challenges.size).toBe(3); // the old one is forgotten, and so is the wasted one whose place it took
  });
});

describe('failures at the door', () => {
  it('are reported up to a rate, for each address by itself', () => {
    const refusals = new Refusals();
    const heard = Array.from({ length: MAX_FAILURES + 3 }, () => refusals.note('10.0.0.1', 0));
    expect(heard.slice(0, MAX_FAILURES).every((each) => each === 'report')).toBe(true);
    expect(heard.slice(MAX_FAILURES)).toEqual(['report-last', 'silent', 'silent']);
    expect(refusals.note('10.0.0.2', 0)).toBe('report');
    expect(refusals.note('10.0.0.1', 10_001)).toBe('report');
  });

  it('count together where one host has many addresses, and cannot fill the memory', () => {
    const refusals = new Refusals();
    for (let n = 0; n <= MAX_FAILURES; n += 1) refusals.note(`2001:db8:1:2:${n}::1`, 0);
    expect(refusals.note('2001:db8:1:2::ffff', 0)).toBe('silent');
    for (let n = 0; n < 10_000; n += 1) refusals.note(`10.1.${n >> 8}.${n & 255}`, 0);
    expect(refusals.size).toBe(4_096);
  });
});

describe('a proof', () => {
  it('depends on the secret, the role, both nonces and the side', () => {
    const [secret, server, client] = [createSecret(), createNonce(), createNonce()];
    const proofs = [
      diallerProof(secret, 'worker', server, client),
      diallerProof(createSecret(), 'worker', server, client),
      diallerProof(secret, 'driver', server, client),
      diallerProof(secret, 'worker', createNonce(), client),
      diallerProof(secret, 'worker', server, createNonce()),
      listenerProof(secret, client, server),
      listenerProof(secret, server, client),
    ];
    expect(new Set(proofs).size).toBe(proofs.length);
    for (const proof of proofs) expect(isSameProof(proofs[0]!, proof)).toBe(proof === proofs[0]);
    for (const none of [undefined, '', ['a'], `${proofs[0]}x`]) expect(isSameProof(proofs[0]!, none)).toBe(false);
  });

  it('is HMAC-SHA-256 of the documented text', async () => {
    const { createHmac } = await import('node:crypto');
    const [secret, server, client] = [createSecret(), createNonce(), createNonce()];
    const expected = createHmac('sha256', Buffer.from(secret, 'base64url'))
      .update(`worker|${server}|${client}`)
      .digest('base64url');
    expect(diallerProof(secret, 'worker', server, client)).toBe(expected);
  });
});
