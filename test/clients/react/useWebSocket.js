import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * A hook in the usual manner. `onMessage` is among what `connect` depends on, so a component that passes a new function
 * at each render gets a new socket at each render, and closed ones come back a second later.
 */
export function useWebSocket({ url, onMessage, attempts = 5, delay = 1000 }) {
  const [isConnected, setIsConnected] = useState(false);
  const [error, setError] = useState(null);
  const socket = useRef(null);
  const tries = useRef(0);

  const connect = useCallback(() => {
    try {
      const ws = new WebSocket(url);
      socket.current = ws;
      ws.onopen = () => {
        setIsConnected(true);
        setError(null);
        tries.current = 0;
      };
      ws.onmessage = ({ data }) => {
        try {
          onMessage?.(JSON.parse(data));
        } catch (problem) {
          console.error('could not be read:', problem);
        }
      };
      ws.onerror = () => setError('connection error');
      ws.onclose = () => {
        setIsConnected(false);
        socket.current = null;
        if (tries.current >= attempts) return;
        setTimeout(
          () => {
            tries.current += 1;
            connect();
          },
          delay * 2 ** tries.current,
        );
      };
    } catch (problem) {
      setError(`no connection: ${problem}`);
    }
  }, [url, onMessage, attempts, delay]);

  const disconnect = useCallback(() => {
    socket.current?.close();
    socket.current = null;
  }, []);

  const sendMessage = useCallback((message) => {
    if (socket.current?.readyState !== WebSocket.OPEN) {
      console.warn('not connected');
      return;
    }
    socket.current.send(JSON.stringify({ ...message, id: `msg_${Date.now()}_${Math.random().toString(36).slice(2, 11)}` }));
  }, []);

  useEffect(() => {
    connect();
    return disconnect;
  }, [connect, disconnect]);

  return { isConnected, error, sendMessage };
}
