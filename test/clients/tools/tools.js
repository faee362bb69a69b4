// What applications put around their sockets, in the usual manner.

/** Sends a parameter's last value once it has stood still for `delay` ms. */
class ParameterDebouncer {
  constructor(delay, onUpdate) {
    this.delay = delay;
    this.onUpdate = onUpdate;
    this.pending = new Map();
  }

  update(pluginId, parameterId, value) {
    const key = `${pluginId}:${parameterId}`;
    clearTimeout(this.pending.get(key)?.timer);
    const timer = setTimeout(() => {
      this.pending.delete(key);
      this.onUpdate(pluginId, parameterId, value);
    }, this.delay);
    this.pending.set(key, { value, timer });
  }
}

/** Sends up to `size` updates at once, at the latest after `maxDelay` ms. */
class ParameterBatcher {
  constructor(size, maxDelay, onBatch) {
    this.size = size;
    this.maxDelay = maxDelay;
    this.onBatch = onBatch;
    this.pending = [];
    this.timer = null;
  }

  add(pluginId, parameterId, value) {
    this.pending.push({ pluginId, parameter_id: parameterId, parameter_value: value });
    if (this.pending.length >= this.size) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.maxDelay);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    const byPlugin = new Map();
    for (const { pluginId, ...update } of this.pending.splice(0)) byPlugin.set(pluginId, [...(byPlugin.get(pluginId) ?? []), update]);
    for (const [pluginId, parameters] of byPlugin) this.onBatch(pluginId, parameters);
  }
}

/** One socket for each address; those that are not open are closed and made anew, each call of the kind. */
class SocketPool {
  constructor(max = 5, lifetime = 30000) {
    this.sockets = new Map();
    this.max = max;
    this.lifetime = lifetime;
  }

  get(url) {
    const known = this.sockets.get(url);
    if (known?.readyState === WebSocket.OPEN) return known;
    known?.close();
    this.sockets.delete(url);
    if (this.sockets.size >= this.max) {
      const [oldest] = this.sockets.keys();
      this.sockets.get(oldest).close();
      this.sockets.delete(oldest);
    }
    const socket = new WebSocket(url);
    const timer = setTimeout(() => socket.close(), this.lifetime);
    socket.onclose = () => {
      clearTimeout(timer);
      this.sockets.delete(url);
    };
    this.sockets.set(url, socket);
    return socket;
  }

  closeAll() {
    for (const socket of this.sockets.values()) socket.close();
    this.sockets.clear();
  }
}

/** Puts itself in place of a socket's `send`, and times each answer by its id. */
class PerformanceMonitor {
  constructor() {
    this.metrics = { messageCount: 0, answered: 0, totalLatency: 0, maxLatency: 0 };
    this.sent = new Map();
  }

  start(ws) {
    const send = ws.send.bind(ws);
    ws.send = (data) => {
      this.sent.set(JSON.parse(data).id, performance.now());
      this.metrics.messageCount += 1;
      return send(data);
    };
    ws.addEventListener('message', ({ data }) => {
      const { id } = JSON.parse(data);
      const since = this.sent.get(id);
      if (since === undefined) return;
      this.sent.delete(id);
      const latency = performance.now() - since;
      this.metrics.answered += 1;
      this.metrics.totalLatency += latency;
      this.metrics.maxLatency = Math.max(this.metrics.maxLatency, latency);
    });
  }
}

/** Keeps every message that goes either way, the last thousand of them. */
class SocketInspector {
  constructor() {
    this.messages = [];
  }

  inspect(ws) {
    const send = ws.send.bind(ws);
    ws.send = (data) => {
      this.log('outgoing', JSON.parse(data));
      return send(data);
    };
    ws.addEventListener('message', ({ data }) => this.log('incoming', JSON.parse(data)));
  }

  log(direction, { type, id, data, user_id, session_id }) {
    this.messages.push({ direction, timestamp: Date.now(), type, id, data, user_id, session_id });
    if (this.messages.length > 1000) this.messages.shift();
  }
}

/** Connects anew after a loss, and adds under their old ids the plugins that it knew, with their values. */
class RecoveryManager {
  constructor(url, { delay = 1000, attempts = 10, envelope = {} } = {}) {
    this.url = url;
    this.delay = delay;
    this.attempts = attempts;
    this.envelope = envelope;
    this.states = new Map();
    this.recovered = [];
  }

  connect() {
    return new Promise((resolve, reject) => {
      const ws = new WebSocket(this.url);
      ws.onopen = () => {
        this.ws = ws;
        resolve(ws);
      };
      ws.onerror = () => reject(new Error('no connection'));
      ws.onclose = () => {
        if (this.ws === ws) this.recover();
      };
      ws.onmessage = ({ data }) => this.receive(JSON.parse(data));
    });
  }

  send(type, data) {
    this.ws.send(JSON.stringify({ id: `${type}_${Math.random()}`, type, data, ...this.envelope }));
  }

  receive({ type, data }) {
    if (type === 'PLUGIN_ADD') this.states.set(data.plugin_id, data);
    if (type === 'PLUGIN_PARAMETER' && this.states.has(data.plugin_id)) {
      this.states.get(data.plugin_id).parameters[data.parameter_id] = data.parameter_value;
    }
    if (type === 'PLUGIN_PRESET' || type === 'ERROR') this.recovered.push(type);
  }

  async recover() {
    for (let attempt = 0; attempt < this.attempts; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, this.delay * 2 ** attempt));
      try {
        await this.connect();
        for (const { track_id, name, plugin_path, plugin_id, parameters } of this.states.values()) {
          this.send('PLUGIN_ADD', { track_id, name, plugin_path, plugin_id });
          this.send('PLUGIN_PRESET', { track_id, plugin_id, preset_data: parameters });
        }
        return;
      } catch (error) {
        console.warn(`attempt ${attempt + 1} failed: ${error.message}`);
      }
    }
  }
}

/** As the troubleshooting of such a backend has it: looks at nothing but whether the answer is good. */
async function verifyPluginExists(pluginId) {
  const response = await fetch(`/api/plugins/${pluginId}`);
  return response.ok;
}

Object.assign(globalThis, {
  ParameterDebouncer,
  ParameterBatcher,
  SocketPool,
  PerformanceMonitor,
  SocketInspector,
  RecoveryManager,
  verifyPluginExists,
});
