import { defineConfig } from 'vite';

export default defineConfig({
  // The music that all examples share; an application of its own has a `public` folder.
  publicDir: '../media',
});
