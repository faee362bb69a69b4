import { createRoot } from 'react-dom/client';
import { PluginController } from './PluginController.jsx';

createRoot(document.getElementById('root')).render(<PluginController trackId="track_1" sessionId="session_react" userId="ann" />);
