// White space in tagged templates is for whoever reads the source: browsers treat a line break and its indentation in
// HTML and CSS as one space, and minifiers leave templates alone.
import { parseAst } from 'vite';

function* templates(node) {
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'TaggedTemplateExpression') yield* node.quasi.quasis;
  for (const child of Array.isArray(node) ? node : Object.values(node)) yield* templates(child);
}

/** Comments of style sheets go too; only those that fill a line, so that `/*` within a value stays. */
const trim = (text) => text.replace(/^\s*\/\*.*?\*\/\s*$/gms, '').replace(/\s*\n\s*/g, ' ');

/** `code` with each line break of its tagged templates, and the indentation behind it, as one space. */
export function trimTemplates(code) {
  const pieces = [...templates(parseAst(code))].sort((one, other) => other.start - one.start);
  return pieces.reduce((text, { start, end }) => text.slice(0, start) + trim(text.slice(start, end)) + text.slice(end), code);
}

/** The same as a plugin, for what is built. */
export const trimmedTemplates = () => ({
  name: 'trim-templates',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = trimTemplates(chunk.code);
  },
});
