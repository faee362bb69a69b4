import { createApp } from 'vue';
import PluginManager from './PluginManager.vue';

createApp(PluginManager, { trackId: 'track_1', sessionId: 'session_vue', userId: 'bo' }).mount('#root');
