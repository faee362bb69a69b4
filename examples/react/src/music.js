/** The application's own audio graph: a loop that the rack is put behind. */
export const context = new AudioContext();

const source = new AudioBufferSourceNode(context, { loop: true });

/** Loads the loop and starts it; it is heard once the context runs. */
export async function load(address) {
  const response = await fetch(address);
  source.buffer = await context.decodeAudioData(await response.arrayBuffer());
  source.start();
}

export const isPlaying = () => context.state === 'running';

/** Calls back whenever the context starts or stops; returns what ends that. */
export function watch(listener) {
  context.addEventListener('statechange', listener);
  return () => context.removeEventListener('statechange', listener);
}

/** Puts a rack between the loop and the speakers. */
export function playThrough(rack) {
  source.disconnect();
  source.connect(rack.input);
  rack.output.connect(context.destination);
}

load(`${import.meta.env.BASE_URL}loop.mp3`);
