import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../../store/errors.ts';

/** Lets go of the folder. */
export type Unlock = () => Promise<void>;

/**
 * Takes a folder for this process. A lock whose process is gone counts no more.
 *
 * @throws StoreError `in-use`
 */
export async function lockFolder(folder: string): Promise<Unlock> {
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid)).finally(() => file.close());
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (isAlive(holder)) throw new StoreError('in-use', `the process ${holder} uses ${folder}: stop it, or choose another folder`);
      await rm(path, { force: true });
    }
  }
  throw new StoreError('in-use', `another process uses ${folder}: stop it, or choose another folder`);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
