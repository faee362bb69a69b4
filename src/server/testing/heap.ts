/**
 * Bytes of this page's heap that are in use once everything that can be collected is. The test runner starts the browser
 * with a collector that can be called.
 *
 * @throws Error where it cannot be called, or the browser does not tell.
 */
export async function heapInUse(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc || !('memory' in performance)) throw new Error('expected Chromium with --js-flags=--expose-gc');
  for (let round = 0; round < 3; round += 1) {
    gc();
    // What a task still holds can be collected after it.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // Each reading gives figures of that moment, which stay as they are.
  return (performance.memory as { readonly usedJSHeapSize: number }).usedJSHeapSize;
}
