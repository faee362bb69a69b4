/** Faust's WebAssembly of the same effects, compiled here and now from the texts in `../faust`. */

import { FaustCompiler, type FaustDspFactory, FaustMonoDspGenerator, instantiateFaustModuleFromFile, LibFaust } from '@grame/faustwasm';
import type { Contender } from '../page/contender.ts';
import { timeRender, type Unit } from '../page/render.ts';
import { EFFECTS, effectsOf, SETTINGS, type Subject } from '../settings.ts';

/** The compiler is a 3.5 MB WebAssembly: fetched once, and only when someone measures against it. */
let compiler: Promise<FaustCompiler> | undefined;
function theCompiler(): Promise<FaustCompiler> {
  compiler ??= instantiateFaustModuleFromFile('/node_modules/@grame/faustwasm/libfaust-wasm/libfaust-wasm.js').then(
    (module) => new FaustCompiler(new LibFaust(module)),
  );
  return compiler;
}

async function readText(name: string): Promise<string> {
  const response = await fetch(new URL(`../faust/${name}.dsp`, import.meta.url));
  if (!response.ok) throw new Error(`expected the Faust text ${name}.dsp, got ${response.status}`);
  return response.text();
}

/** Four effects as one program, which is the best that Faust can do: one worklet, no copies between. */
async function chainText(): Promise<string> {
  const texts = await Promise.all(EFFECTS.map(readText));
  const parts = texts.map((text, index) => `part${index} = environment {\n${text}\n};`);
  const process = EFFECTS.map((effect, index) => `vgroup("${effect}", part${index}.process)`).join(' : ');
  return `${parts.join('\n')}\nprocess = ${process};`;
}

const programs = new Map<string, Promise<FaustDspFactory>>();

/** Compiled once per page; the factory then makes a node in any context. */
function program(name: string): Promise<FaustDspFactory> {
  const known = programs.get(name);
  if (known) return known;
  const made = (async () => {
    const text = name === 'chain' ? await chainText() : await readText(name);
    const generator = new FaustMonoDspGenerator();
    const compiled = await generator.compile(await theCompiler(), name.replaceAll('-', '_'), text, '');
    if (!compiled?.factory) throw new Error(`Faust did not compile ${name}: ${(await theCompiler()).getErrorMessage()}`);
    return compiled.factory;
  })();
  programs.set(name, made);
  return made;
}

async function build(context: OfflineAudioContext, name: string, subject: Subject): Promise<Unit> {
  const factory = await program(name);
  const node = await new FaustMonoDspGenerator().createNode(context, name.replaceAll('-', '_'), factory);
  if (!node) throw new Error(`Faust made no node of ${name}`);
  const addresses = node.getParams();
  for (const effect of effectsOf(subject))
    for (const [id, value] of Object.entries(SETTINGS[effect])) {
      const address = addresses.find((path) => path.endsWith(subject === 'chain' ? `/${effect}/${id}` : `/${id}`));
      if (address) node.setParamValue(address, value);
    }
  return { input: node as unknown as AudioNode, output: node as unknown as AudioNode };
}

const contender = (subject: Subject, label: string, name: string): Contender => ({
  subject,
  label,
  time: (seconds) => timeRender(seconds, (context) => build(context, name, subject)),
  context: 'browser',
  timeBaseline: (seconds) => timeRender(seconds, () => undefined),
});

export const contenders: readonly Contender[] = [
  ...EFFECTS.map((effect) => contender(effect, 'Faust: the same structure', effect)),
  contender('eq', 'Faust: fi.highpass, low_shelf, peak_eq_cq, high_shelf, lowpass', 'eq-library'),
  contender('compressor', 'Faust: co.compressor_stereo', 'compressor-library'),
  contender('delay', 'Faust: ef.echo, twice', 'delay-library'),
  contender('reverb', 'Faust: re.zita_rev1_stereo', 'reverb-library'),
  contender('chain', 'Faust: the four same structures in one program', 'chain'),
];
