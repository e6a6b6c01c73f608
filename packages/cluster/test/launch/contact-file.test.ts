import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Contact,
  defaultContactFile,
  parseContact,
  readContactFile,
  removeContactFile,
  writeContactFile,
} from '../../src/launch/contact-file.js';

const CONTACT: Contact = {
  urls: ['ws://10.0.0.7:4321', 'ws://127.0.0.1:4321'],
  port: 4321,
  incarnation: 'scheduler#8f3a',
  secret: 's'.repeat(43),
  pid: 4711,
  host: 'n1',
  startedAt: '2026-01-02T03:04:05.000Z',
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contact-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('contact file', () => {
  it('is written whole, readable by its owner only, in a folder made for it, and leaves nothing else', async () => {
    const path = join(folder, 'state', 'cluster.json');
    await writeContactFile(path, CONTACT);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'state'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'state'))).toEqual(['cluster.json']);
    expect(await readContactFile(path)).toEqual(CONTACT);
  });

  it('replaces an older one, keeping mode 0600 where that was wider', async () => {
    const path = join(folder, 'cluster.json');
    await writeFile(path, 'old', { mode: 0o644 });
    await writeContactFile(path, CONTACT);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(CONTACT);
  });

  it('is waited for while it is missing or half there', async () => {
    const path = join(folder, 'cluster.json');
    const reading = readContactFile(path, { timeoutMs: 20_000 });
    await writeFile(path, JSON.stringify(CONTACT).slice(0, 50));
    await writeContactFile(path, CONTACT);
    expect(await reading).toEqual(CONTACT);
  });

  it('says what was wrong with it when the wait is over', async () => {
    const path = join(folder, 'cluster.json');
    await expect(readContactFile(path)).rejects.toMatchObject({
      code: 'ERR_CLUSTER_START',
      message: `contact file ${path} must be readable, got: there is no such file`,
    });
    await writeFile(path, '{"urls": ["ws');
    await expect(readContactFile(path, { timeoutMs: 60 })).rejects.toThrow(/must be JSON/);
  });

  it.each<[keyof Contact, unknown]>([
    ['urls', []],
    ['urls', ['http://x']],
    ['port', 0],
    ['incarnation', ''],
    ['secret', null],
    ['pid', 'x'],
    ['host', 5],
    ['startedAt', undefined],
  ])('is refused by its field %s where that is %p', (field, value) => {
    expect(() => parseContact(JSON.stringify({ ...CONTACT, [field]: value }), 'f')).toThrow(
      new RegExp(`^${field} in contact file f must be`),
    );
  });

  it('is removed by its own scheduler only', async () => {
    const path = join(folder, 'cluster.json');
    await writeContactFile(path, CONTACT);
    await removeContactFile(path, 'scheduler#another');
    expect(await readContactFile(path)).toEqual(CONTACT);
    await removeContactFile(path, CONTACT.incarnation);
    expect(await readdir(folder)).toEqual([]);
    await removeContactFile(path, CONTACT.incarnation);
  });

  it('lies where the XDG convention says', () => {
    expect(defaultContactFile({ HOME: '/h' })).toBe('/h/.local/state/likelihive/cluster.json');
    expect(defaultContactFile({ HOME: '/h', XDG_STATE_HOME: '/s' })).toBe('/s/likelihive/cluster.json');
    expect(defaultContactFile({ HOME: '/h', LIKELIHIVE_CONTACT_DIR: '/c' })).toBe('/c/cluster.json');
  });
});
