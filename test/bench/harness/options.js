/**
 * @typedef {object} Options
 * @property {string[]} only measurements or effects to keep; empty means all.
 * @property {boolean} quick a few seconds in all, for checking that everything runs; its figures mean little.
 * @property {string | undefined} json file to write.
 */

const USAGE = 'npm run bench [-- [--quick] [--only NAME]… [--json FILE]]';

/**
 * Reads the command line.
 *
 * @param {string[]} words
 * @param {readonly string[]} names what `--only` may name.
 * @returns {Options}
 */
export function readOptions(words, names) {
  const options = { only: [], quick: false, json: undefined };
  const rest = [...words];
  const value = (option) => {
    const next = rest.shift();
    if (next === undefined || next.startsWith('--')) throw new Error(`expected a value after ${option}: ${USAGE}`);
    return next;
  };
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === '--quick') options.quick = true;
    else if (word === '--json') options.json = value(word);
    else if (word === '--only') {
      const name = value(word);
      if (!names.includes(name)) throw new Error(`expected --only with one of ${names.join(', ')}, got ${name}`);
      options.only.push(name);
    } else throw new Error(`expected ${USAGE}, got ${word}`);
  }
  return options;
}
