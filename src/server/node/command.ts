#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { version } from '../../../package.json';
import { jwt } from '../gates/jwt.ts';
import { type ServeOptions, serve } from './serve.ts';

const HELP = `rackwire serve: the protocol server for WebSockets and HTTP

  --port NUMBER      default 8000
  --host ADDRESS     default 127.0.0.1: only programs on this computer can connect
  --data FOLDER      keeps the racks there; without it they are gone when the server stops
  --origin ORIGIN    lets pages of https://desk.example connect; may be given several times, * for all
  --jwks FILE|URL    asks for tokens signed with RS256 or ES256 by one of these keys
  --audience TEXT    what the tokens' aud must be
  --issuer TEXT      what the tokens' iss must be
  --no-limits        lifts all limits but the length of a message
  --version, --help

Secrets come by the environment, so that no list of processes shows them:
  RACKWIRE_JWT_SECRET         asks for tokens signed with HS256 by this secret of at least 32 bytes
  RACKWIRE_SIGNATURE_SECRET   checks the signatures of messages
  RACKWIRE_ADMIN_TOKEN        may read /admin/websocket-security
`;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  origin: { type: 'string', multiple: true },
  jwks: { type: 'string' },
  audience: { type: 'string' },
  issuer: { type: 'string' },
  'no-limits': { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Something that whoever typed the command can mend. */
class Mistake extends Error {}

async function readOptions(values: ReturnType<typeof read>['values']): Promise<ServeOptions> {
  const { RACKWIRE_JWT_SECRET: secret, RACKWIRE_SIGNATURE_SECRET: signing, RACKWIRE_ADMIN_TOKEN: adminToken } = process.env;
  const port = values.port === undefined ? 8000 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Mistake(`expected --port as a number from 0 to 65535, got ${values.port}`);
  const { jwks, audience, issuer } = values;
  const isGuarded = secret !== undefined || jwks !== undefined;
  if (!isGuarded && (audience ?? issuer) !== undefined)
    throw new Mistake('expected --jwks or RACKWIRE_JWT_SECRET with --audience and --issuer');
  return {
    port,
    ...(values.host !== undefined && { host: values.host }),
    ...(values.data !== undefined && { data: values.data }),
    origins: values.origin ?? [],
    ...(isGuarded && {
      auth: jwt({
        ...(secret !== undefined && { secret }),
        ...(jwks !== undefined && { jwks: await readKeys(jwks) }),
        ...(audience !== undefined && { audience }),
        ...(issuer !== undefined && { issuer }),
      }),
    }),
    ...(signing !== undefined && { signatures: { secret: signing } }),
    ...(adminToken !== undefined && { adminToken }),
    ...(values['no-limits'] && { limits: false as const }),
  };
}

async function readKeys(place: string) {
  if (URL.canParse(place) && /^https?:$/.test(new URL(place).protocol)) return new URL(place);
  try {
    return JSON.parse(await readFile(place, 'utf8'));
  } catch (error) {
    throw new Mistake(`expected --jwks as a file of keys in JSON, or their address: ${(error as Error).message}`);
  }
}

function read() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Mistake((error as Error).message);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = read();
  if (values.version) return console.log(version);
  if (values.help || positionals.length === 0) return console.log(HELP);
  if (positionals.length !== 1 || positionals[0] !== 'serve') throw new Mistake(`expected the command serve, got ${positionals.join(' ')}`);
  const options = await readOptions(values);
  const serving = await serve(options);
  console.log(`Rackwire ${version} serves ${serving.url.replace(/^http/, 'ws')}/ws and ${serving.url}/docs (stop it with Ctrl+C)`);
  console.log(
    options.data === undefined ? 'Nothing is kept: give --data FOLDER to keep the racks.' : `The racks are kept in ${options.data}.`,
  );
  if (!options.auth) console.log('No tokens are asked for: whoever can connect may do everything.');
  const stop = () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    serving.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') console.error(`rackwire: ${error.message}: choose another --port`);
  else if (error instanceof Mistake || error.name === 'StoreError' || error instanceof TypeError)
    console.error(`rackwire: ${error.message}`);
  else console.error(error);
  process.exitCode = 1;
});
