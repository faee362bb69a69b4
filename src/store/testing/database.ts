let count = 0;
const names = new Set<string>();

/** The name of a database that no other test uses; `deleteDatabases` removes it. */
export function databaseName(): string {
  const name = `rackwire-test-${Date.now().toString(36)}-${count++}`;
  names.add(name);
  return name;
}

/** Removes the databases of this test file. */
export async function deleteDatabases(): Promise<void> {
  await Promise.all(
    [...names].map(
      (name) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = request.onerror = request.onblocked = () => resolve();
        }),
    ),
  );
  names.clear();
}
