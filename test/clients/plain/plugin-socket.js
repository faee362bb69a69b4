/** A class in the usual manner: queues what is sent too early, pings, connects anew, and hands out data by type. */
class PluginSocket {
  constructor(url, options = {}) {
    this.url = url;
    this.options = { attempts: 5, delay: 1000, heartbeat: 30000, ...options };
    this.ws = null;
    this.isConnected = false;
    this.tries = 0;
    this.handlers = new Map();
    this.pending = [];
    this.listeners = { connect: [], disconnect: [], error: [], message: [] };
  }

  connect() {
    try {
      this.ws = new WebSocket(this.url);
    } catch (error) {
      this.emit('error', error);
      return;
    }
    this.ws.onopen = () => {
      this.isConnected = true;
      this.tries = 0;
      this.timer = setInterval(() => this.send({ type: 'PING' }), this.options.heartbeat);
      while (this.pending.length > 0) this.ws.send(JSON.stringify(this.pending.shift()));
      this.emit('connect');
    };
    this.ws.onmessage = (event) => {
      try {
        const message = JSON.parse(event.data);
        this.handlers.get(message.type)?.(message.data);
        this.emit('message', message);
      } catch (error) {
        console.error('could not be read:', error);
      }
    };
    this.ws.onerror = (event) => this.emit('error', event);
    this.ws.onclose = () => {
      this.isConnected = false;
      clearInterval(this.timer);
      this.emit('disconnect');
      if (this.tries >= this.options.attempts) return;
      setTimeout(
        () => {
          this.tries += 1;
          this.connect();
        },
        this.options.delay * 2 ** this.tries,
      );
    };
  }

  send(message) {
    const whole = { ...message, id: `msg_${Date.now()}_${Math.random().toString(36).slice(2, 11)}` };
    if (this.isConnected && this.ws?.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify(whole));
    else this.pending.push(whole);
  }

  on(type, listener) {
    this.listeners[type]?.push(listener);
  }

  emit(type, value) {
    for (const listener of this.listeners[type] ?? []) listener(value);
  }

  handle(type, handler) {
    this.handlers.set(type, handler);
  }

  disconnect() {
    clearInterval(this.timer);
    this.options.attempts = 0;
    this.ws?.close();
    this.ws = null;
    this.isConnected = false;
  }
}

globalThis.PluginSocket = PluginSocket;
