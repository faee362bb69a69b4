import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'plugin-rack' } } })],
  // The music that all examples share; an application of its own has a `public` folder.
  publicDir: '../media',
});
