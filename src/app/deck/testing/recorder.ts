const PROCESSOR = `registerProcessor('recorder', class extends AudioWorkletProcessor {
  process([input]) { this.port.postMessage(input[0]?.slice() ?? new Float32Array(128)); return true; }
});`;

/** Records channel 0 of whatever is connected to `node`, on the audio thread: a busy page loses nothing. */
export async function record(context: AudioContext): Promise<{ node: AudioNode; blocks: Float32Array[] }> {
  const address = URL.createObjectURL(new Blob([PROCESSOR], { type: 'text/javascript' }));
  await context.audioWorklet.addModule(address);
  URL.revokeObjectURL(address);
  const blocks: Float32Array[] = [];
  const node = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0 });
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => blocks.push(data);
  return { node, blocks };
}
