// `npm start`: builds what is stale and serves the application with the isolation headers.
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url));
await build({ configFile, logLevel: 'warn' });
const port = Number(process.env.PORT ?? 4173);
const server = await preview({ configFile, preview: { port, strictPort: false, host: process.env.HOST } });
const [address] = server.resolvedUrls?.local ?? [];
console.log(`Rackwire is at ${address} (stop it with Ctrl+C)`);
