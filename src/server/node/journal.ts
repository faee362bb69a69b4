import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../../store/errors.ts';

/** One record put under its key, or, without a record, the key taken away. */
export type Operation = readonly [table: string, key: readonly (string | number)[], record?: unknown];

/** The file's first line, so that nobody reads what they do not understand. */
const HEADER = { rackwire: 'journal', format: 1 };
const NAME = 'journal.jsonl';

/**
 * A file of lines, each a group of operations that happened together. A group is there once its line is whole and on the
 * disk; a line that was cut off by a crash never counted, and is cut away.
 */
export class Journal {
  readonly #folder: string;
  #file: FileHandle;
  #length: number;

  private constructor(folder: string, file: FileHandle, length: number) {
    this.#folder = folder;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens the journal in a folder, which comes into being if need be, and reads what is in it.
   *
   * @throws StoreError `newer`, `unreadable`
   */
  static async open(folder: string, each: (operation: Operation) => void): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    const file = await open(join(folder, NAME), 'a+');
    try {
      const bytes = await file.readFile();
      // Only whole lines count.
      const whole = bytes.lastIndexOf(10) + 1;
      const [header, ...lines] = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
      if (header !== undefined) checkHeader(header, folder);
      for (const [index, line] of lines.entries()) for (const operation of parse(line, index + 2, folder)) each(operation);
      if (whole < bytes.length) await file.truncate(whole);
      const journal = new Journal(folder, file, whole);
      if (header === undefined) await journal.#append(`${JSON.stringify(HEADER)}\n`);
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The file's length in bytes. */
  get length(): number {
    return this.#length;
  }

  /** Resolves once the group is on the disk; where it cannot be written, the file is as it was. */
  append(operations: readonly Operation[]): Promise<void> {
    return this.#append(`${JSON.stringify(operations)}\n`);
  }

  async #append(line: string): Promise<void> {
    try {
      const { bytesWritten } = await this.#file.write(line);
      if (bytesWritten < Buffer.byteLength(line)) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      await this.#file.datasync();
      this.#length += bytesWritten;
    } catch (error) {
      await this.#file.truncate(this.#length).catch(() => {});
      throw error;
    }
  }

  /** Puts what there is now in the place of how it came about; a crash leaves one or the other. */
  async rewrite(operations: readonly Operation[]): Promise<void> {
    const aside = join(this.#folder, `${NAME}.new`);
    const text = `${JSON.stringify(HEADER)}\n${operations.map((operation) => `${JSON.stringify([operation])}\n`).join('')}`;
    const file = await open(aside, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, join(this.#folder, NAME));
    await syncFolder(this.#folder);
    await this.#file.close();
    this.#file = await open(join(this.#folder, NAME), 'a+');
    this.#length = Buffer.byteLength(text);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function checkHeader(line: string, folder: string): void {
  let header: Partial<typeof HEADER> | null;
  try {
    header = JSON.parse(line);
  } catch {
    header = null;
  }
  if (header?.rackwire !== HEADER.rackwire)
    throw new StoreError('unreadable', `${join(folder, NAME)} is no journal of Rackwire, and was left as it is`);
  if (header.format !== HEADER.format) {
    const words = `${join(folder, NAME)} was written by a newer version of Rackwire (format ${header.format}; this is ${HEADER.format}), and was left as it is`;
    throw new StoreError('newer', words);
  }
}

function parse(line: string, number: number, folder: string): readonly Operation[] {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new StoreError('unreadable', `line ${number} of ${join(folder, NAME)} cannot be read, and the file was left as it is`, { cause });
  }
}

/** A rename is on the disk when its folder is. Some systems cannot do this for folders, and need not. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows.
  }
}
