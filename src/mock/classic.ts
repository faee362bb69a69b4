import { setPartsFolder } from '../files/files.ts';
import { type Installed, install } from './install.ts';
import { type Dialect, dialects } from './routes.ts';

/**
 * The classic script `rackwire-mock.js`, for pages without a build step, before any other script:
 * `<script src="rackwire-mock.js" data-serve="ws://localhost:8000/ws http://localhost:8000"></script>`.
 * `data-serve` has the addresses with white space between them; `data-dialect` says how they speak, where it does not
 * follow from address and frames.
 */
function serveByAttributes(script: HTMLOrSVGScriptElement | null): Installed {
  if (!(script instanceof HTMLScriptElement))
    throw new Error('Rackwire: expected rackwire-mock.js as a classic script: <script src="rackwire-mock.js" data-serve="…"></script>');
  // The server's file lies beside this one.
  setPartsFolder(new URL('.', script.src));
  const { serve = '', dialect = 'auto' } = script.dataset;
  if (!serve.trim())
    throw new Error(
      'Rackwire: expected data-serve with the addresses to serve, for example data-serve="ws://localhost:8000/ws http://localhost:8000"',
    );
  const known = dialects.find((name) => name === dialect);
  if (!known) throw new Error(`Rackwire: expected data-dialect as one of ${dialects.join(', ')}, got ${JSON.stringify(dialect)}`);
  return install(
    Object.fromEntries(
      serve
        .trim()
        .split(/\s+/)
        .map((address): [string, Dialect] => [address, known]),
    ),
  );
}

/** Ends it: `rackwireMock.restore()`. */
export const { restore } = serveByAttributes(document.currentScript);
export { install };
