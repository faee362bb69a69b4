import { type Codec, type Encoded, encodeFrame } from '../wire/codec.ts';

/** A frame on its way to one or many, encoded once for each codec. */
export class Outgoing {
  readonly #frame: object;
  readonly #encoded = new Map<Codec, Encoded>();

  constructor(frame: object) {
    this.#frame = frame;
  }

  as(codec: Codec): Encoded {
    let encoded = this.#encoded.get(codec);
    if (encoded === undefined) {
      encoded = encodeFrame(this.#frame, codec);
      this.#encoded.set(codec, encoded);
    }
    return encoded;
  }
}
