/**
 * An append-only file of lines whose every append is on the disk before it resolves.
 *
 *   D1. Appends that arrive while one is being written go out together, in one write and one fsync.
 *   D2. What could not be written whole is taken back (cut off) before it is tried again, so no line is ever glued to
 *       half of another.
 *   D3. A failure of the disk is never an append's: it waits, through `whenBlocked`, until it succeeds or is given up.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Called with what went wrong and how often in a row; the write is tried again when it resolves, given up when it rejects. */
export type WhenBlocked = (error: Error, attempts: number) => Promise<void>;

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One open file. */
export class DurableFile {
  readonly #handle: FileHandle;
  readonly #whenBlocked: WhenBlocked;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  /** Where a write began that did not come to its end; null where there is none. */
  #cut: number | null = null;

  private constructor(handle: FileHandle, whenBlocked: WhenBlocked) {
    this.#handle = handle;
    this.#whenBlocked = whenBlocked;
  }

  /** Opens the file at `path` for appends and makes it where there is none. */
  static async open(path: string, whenBlocked: WhenBlocked): Promise<DurableFile> {
    const handle = await open(path, 'a+');
    await syncFolder(dirname(path));
    return new DurableFile(handle, whenBlocked);
  }

  /** The whole file. */
  async read(): Promise<Buffer> {
    const { size } = await this.#handle.stat();
    const buffer = Buffer.alloc(size);
    const { bytesRead } = await this.#handle.read(buffer, 0, size, 0);
    return buffer.subarray(0, bytesRead);
  }

  /** Cuts the file off after `length` bytes. */
  async truncate(length: number): Promise<void> {
    await this.#handle.truncate(length);
    await this.#handle.datasync();
  }

  /** Resolves when `text`, whole lines, is on the disk. */
  append(text: string): Promise<void> {
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ text, resolve, reject }));
    this.#writing ??= this.#write();
    return done;
  }

  /** Waits for what is being written and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    await null; // appends of this turn belong to the first group
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#writeWhole(group.map(({ text }) => text).join(''));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = null;
  }

  async #writeWhole(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let attempts = 1; ; attempts++) {
      try {
        const { size } = await this.#handle.stat();
        this.#cut ??= size;
        if (size > this.#cut) await this.#handle.truncate(this.#cut); // D2
        await this.#handle.appendFile(bytes);
        await this.#handle.datasync();
        this.#cut = null;
        return;
      } catch (error) {
        await this.#whenBlocked(error as Error, attempts); // D3
      }
    }
  }
}

/** A new file's name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
