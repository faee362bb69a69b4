import { setPartsFolder } from 'rackwire';
import { createApp } from 'vue';
import App from './App.vue';

// Only for applications that share their racks with others of the same origin: see docs/guide/bundlers.md.
if (import.meta.env.VITE_PARTS_FOLDER) setPartsFolder(import.meta.env.VITE_PARTS_FOLDER);

createApp(App).mount('#app');
