const HEARTBEAT_MS = 30_000;
const ANSWER_MS = 5000;
const RETRY_MS = 1000;
const RETRY_MOST_MS = 16_000;

/** A connection to the plugin backend that is made anew when it is lost. */
export class PluginSocket extends EventTarget {
  #url;
  #socket;
  #waiting = new Map();
  #ids = 0;
  #retry = RETRY_MS;
  #heartbeat;
  #ended = false;

  constructor(url = 'ws://localhost:8000/ws') {
    super();
    this.#url = url;
  }

  get connected() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#retry = RETRY_MS;
      this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
      this.dispatchEvent(new Event('connect'));
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = () => this.#lost(socket);
  }

  /** Resolves with the answer's data; fails with what the backend says, or after five seconds without a word. */
  request(type, data) {
    this.#ids += 1;
    const id = `msg_${this.#ids}`;
    return new Promise((resolve, reject) => {
      if (!this.connected) return reject(new Error('not connected'));
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no answer to ${type}`));
      }, ANSWER_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ id, type, data }));
    });
  }

  close() {
    this.#ended = true;
    this.#socket?.close();
  }

  /** A connection that does not answer is as good as none. */
  #beat() {
    const socket = this.#socket;
    this.request('PING', {}).catch(() => {
      socket.onclose = null;
      socket.close();
      this.#lost(socket);
    });
  }

  #receive({ id, type, data }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    if (type === 'ERROR') waiting?.reject(new Error(data.error));
    else waiting?.resolve(data);
    // The sender sees its own changes by the answers, all others by what comes unasked: both are the same here.
    this.dispatchEvent(new CustomEvent(type, { detail: data }));
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    clearInterval(this.#heartbeat);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Error('the connection was lost'));
    }
    this.#waiting.clear();
    this.dispatchEvent(new Event('disconnect'));
    if (this.#ended) return;
    setTimeout(() => this.connect(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, RETRY_MOST_MS);
  }
}
