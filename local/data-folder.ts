import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The folder that holds all state of the runtime, used by this process alone. */
export type DataFolder = {
  readonly dir: string;
  /** A folder of its own for each service; it exists. */
  folder(name: string): string;
  /** A small text that survives the process, by name. */
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  /** Removes everything. */
  clear(): void;
  /** Lets another process have it. */
  release(): void;
};

const lockFile = 'lock';

/** Opens the folder; throws where another process has it. The lock goes with the process, however that ends. */
export function openDataFolder(dir: string): DataFolder {
  mkdirSync(dir, { recursive: true });
  const lock = new DatabaseSync(join(dir, lockFile));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    lock.close();
    throw new Error(`Another local runtime uses ${dir}. End it, or choose another folder in CRM_DATA.`, {
      cause: error,
    });
  }
  return {
    dir,
    folder(name) {
      const path = join(dir, name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    read(name) {
      const file = join(dir, name);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
    write(name, text) {
      // A crash leaves the old text or the new one.
      const fresh = join(dir, `${name}.new`);
      writeFileSync(fresh, text);
      renameSync(fresh, join(dir, name));
    },
    clear() {
      for (const entry of readdirSync(dir))
        if (!entry.startsWith(lockFile)) rmSync(join(dir, entry), { recursive: true, force: true });
    },
    release() {
      if (lock.isOpen) lock.close();
    },
  };
}
