/**
 * Puts substitutes in the place of global properties, which keep their attributes.
 *
 * @returns puts the originals back, exactly as they were. A property that somebody else has replaced since is left to
 * them: theirs may rely on the substitute, which passes everything on by then.
 */
export function replaceGlobals(substitutes: Readonly<Record<string, unknown>>, scope: object = globalThis): () => void {
  const originals = Object.keys(substitutes).map((name) => [name, Object.getOwnPropertyDescriptor(scope, name)] as const);
  for (const [name, descriptor] of originals) {
    if (descriptor) Object.defineProperty(scope, name, { ...descriptor, value: substitutes[name] });
  }
  return () => {
    for (const [name, descriptor] of originals) {
      const present = Object.getOwnPropertyDescriptor(scope, name);
      if (descriptor && present?.value === substitutes[name]) Object.defineProperty(scope, name, descriptor);
    }
  };
}
