import { onUnmounted, ref } from 'vue';

/** A composable in the usual manner: one handler for each type, which gets the data alone. The socket is a deep ref. */
export function useWebSocket(url) {
  const isConnected = ref(false);
  const error = ref(null);
  const ws = ref(null);
  const handlers = ref(new Map());

  function connect() {
    try {
      ws.value = new WebSocket(url);
      ws.value.onopen = () => {
        isConnected.value = true;
        error.value = null;
      };
      ws.value.onmessage = ({ data }) => {
        try {
          const message = JSON.parse(data);
          handlers.value.get(message.type)?.(message.data);
        } catch (problem) {
          console.error('could not be read:', problem);
        }
      };
      ws.value.onerror = () => {
        error.value = 'connection error';
      };
      ws.value.onclose = () => {
        isConnected.value = false;
        ws.value = null;
      };
    } catch (problem) {
      error.value = `no connection: ${problem}`;
    }
  }

  function disconnect() {
    ws.value?.close();
    ws.value = null;
  }

  function sendMessage(message) {
    if (ws.value?.readyState !== WebSocket.OPEN) {
      console.warn('not connected');
      return;
    }
    ws.value.send(JSON.stringify({ ...message, id: `msg_${Date.now()}_${Math.random().toString(36).slice(2, 11)}` }));
  }

  onUnmounted(disconnect);
  return { isConnected, error, connect, disconnect, sendMessage, onMessage: (type, handler) => handlers.value.set(type, handler) };
}
