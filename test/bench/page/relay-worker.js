// The least that a SharedWorker can do between two pages: every message goes to all other ports as it is.
const ports = new Set();

globalThis.onconnect = ({ ports: [port] }) => {
  ports.add(port);
  port.onmessage = ({ data }) => {
    for (const other of ports) if (other !== port) other.postMessage(data);
  };
};
