import { setPartsFolder } from 'rackwire';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.jsx';

// Only for applications that share their racks with others of the same origin: see docs/guide/bundlers.md.
if (import.meta.env.VITE_PARTS_FOLDER) setPartsFolder(import.meta.env.VITE_PARTS_FOLDER);

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
