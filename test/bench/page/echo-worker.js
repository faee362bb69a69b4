// The least that a SharedWorker can do with a request: it goes back as it came.
globalThis.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => port.postMessage(data);
};
