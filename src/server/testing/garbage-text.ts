import { frameSource, STRANGE } from './nearly-right.ts';

/** Deeper than any parser should follow, though not so deep that making it takes long. */
const DEEP = 20_000;

/** Makes frames from text that is no JSON up to requests that are right. */
export function textSource(random: () => number): (id: string) => unknown {
  const frame = frameSource(random);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const ways: readonly ((text: string, at: number) => string)[] = [
    (text, at) => text.slice(0, at),
    (text, at) => text.slice(at),
    (text, at) => `${text.slice(0, at)}${String.fromCharCode(Math.floor(random() * 0x10000))}${text.slice(at + 1)}`,
    (text) => text.replaceAll('"', "'"),
    (text) => text.replace(/:(\d)/, ':NaN$1'),
    // Numbers that no double holds, and keys that stand there twice, are JSON all the same.
    (text) => text.replace(/:(-?\d[\d.]*)/, `:${pick(['1e999', '-1e999', '9'.repeat(400), '1e-999'])}`),
    (text) => text.replace('{', `{"type":"PLUGIN_REMOVE","type":${pick(['7', '"PING"'])},`),
    (text) => text.replace('{', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},'),
    (text) => text.replace(/"data":.*/, () => nested(pick(['[]', '{}']))),
    (text) => `${text}${text}`,
    (text) => `\ufeff${text}`,
  ];
  return (id) => {
    if (random() < 0.03) return pick([...STRANGE, undefined, new Uint8Array(8)]);
    const text = JSON.stringify(frame(id));
    return random() < 0.2 ? pick(ways)(text, Math.floor(random() * text.length)) : text;
  };
}

function nested(kind: string): string {
  const [open, close] = kind === '[]' ? ['[', ']'] : ['{"x":', '}'];
  return `"data":${open.repeat(DEEP)}0${close.repeat(DEEP)}}`;
}
