import { chromeLauncher } from '@web/test-runner-chrome';

export default {
  files: ['test/*.test.js', '!test/node.test.js'],
  nodeResolve: true,
  browsers: [
    chromeLauncher({
      launchOptions: {
        ...(process.env.CHROME_PATH && { executablePath: process.env.CHROME_PATH }),
        // As root, for example in a container, Chromium starts without its sandbox only.
        args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      },
    }),
  ],
};
