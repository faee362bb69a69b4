/** A front end in the usual manner: it knows nothing of any backend but its address. */
export class FrontEnd {
  readonly frames: { id: string; type: string; data: Record<string, unknown> }[] = [];
  readonly socket: WebSocket;
  closed: { code: number; reason: string; wasClean: boolean } | undefined;
  readonly opened: Promise<void>;
  #ids = 0;

  constructor(url = 'ws://localhost:8000/ws') {
    this.socket = new WebSocket(url);
    this.opened = new Promise((resolve) => {
      this.socket.onopen = () => resolve();
    });
    this.socket.onmessage = ({ data }) => this.frames.push(JSON.parse(data));
    this.socket.onclose = ({ code, reason, wasClean }) => {
      this.closed = { code, reason, wasClean };
    };
  }

  /** Sends a message and does not wait. */
  send(type: string, data?: object, given?: string): string {
    this.#ids += 1;
    const id = given ?? `msg_${this.#ids}`;
    this.socket.send(JSON.stringify({ id, type, data }));
    return id;
  }

  turn(plugin_id: string, parameter_value: number, parameter_id = 'wet_dry'): string {
    return this.send('PLUGIN_PARAMETER', { track_id: 'main', plugin_id, parameter_id, parameter_value });
  }

  /** The types of what came. */
  get types(): string[] {
    return this.frames.map(({ type }) => type);
  }

  answers(id: string): { type: string; data: Record<string, unknown> }[] {
    return this.frames.filter((frame) => frame.id === id);
  }
}
