// A WAV file made by hand, so that a test knows every sample.

/** Ten seconds of a 16-bit mono sine. @returns {Buffer} */
export function sineWav({ frequency = 1000, amplitude = 0.1, seconds = 10, sampleRate = 44100 } = {}) {
  const frames = seconds * sampleRate;
  const wav = Buffer.alloc(44 + frames * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + frames * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(sampleRate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(frames * 2, 40);
  for (let frame = 0; frame < frames; frame += 1)
    wav.writeInt16LE(Math.round(32767 * amplitude * Math.sin((2 * Math.PI * frequency * frame) / sampleRate)), 44 + frame * 2);
  return wav;
}
