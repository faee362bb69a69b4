import { useCallback, useState } from 'react';
import { useWebSocket } from './useWebSocket.js';

const query = new URLSearchParams(location.search);
const url = query.get('ws') ?? 'ws://localhost:8000/ws';
/** `?steady` keeps the handler from render to render; without it every render opens a socket. */
const isSteady = query.has('steady');

export function PluginController({ trackId, sessionId, userId }) {
  const [plugins, setPlugins] = useState([]);
  const [chosen, setChosen] = useState(null);

  const change = (id, changed) => setPlugins((all) => all.map((plugin) => (plugin.id === id ? { ...plugin, ...changed(plugin) } : plugin)));

  const onMessage = ({ type, data }) => {
    switch (type) {
      case 'PLUGIN_ADD':
        setPlugins((all) => [...all, { id: data.plugin_id, name: data.name, parameters: data.parameters ?? {}, bypassed: false }]);
        break;
      case 'PLUGIN_REMOVE':
        setPlugins((all) => all.filter(({ id }) => id !== data.plugin_id));
        break;
      case 'PLUGIN_PARAMETER':
        change(data.plugin_id, ({ parameters }) => ({ parameters: { ...parameters, [data.parameter_id]: data.parameter_value } }));
        break;
      case 'PLUGIN_BYPASS':
        change(data.plugin_id, () => ({ bypassed: data.bypass }));
        break;
      case 'PLUGIN_PRESET':
        change(data.plugin_id, () => ({ parameters: data.preset_data }));
        break;
      case 'PLUGIN_PARAMETERS_GET':
        change(data.plugin_id, () => ({ parameters: data.parameters }));
        break;
    }
  };
  const steady = useCallback(onMessage, []);
  const { isConnected, error, sendMessage } = useWebSocket({ url, onMessage: isSteady ? steady : onMessage });

  const send = (type, data) => sendMessage({ type, data: { track_id: trackId, ...data }, user_id: userId, session_id: sessionId });
  const plugin = plugins.find(({ id }) => id === chosen);

  return (
    <main>
      <p className="status">
        {isConnected ? 'Connected' : 'Disconnected'} {error && <span className="error">{error}</span>}
      </p>
      {['Reverb', 'Compressor'].map((name) => (
        <button
          key={name}
          type="button"
          onClick={() => send('PLUGIN_ADD', { name, plugin_path: `/path/to/${name.toLowerCase()}.vst3`, plugin_id: '' })}
        >
          Add {name}
        </button>
      ))}
      {plugins.map(({ id, name, bypassed }) => (
        <div key={id} id={id} className={bypassed ? 'plugin bypassed' : 'plugin'}>
          <span className="name">{name}</span>
          <button type="button" onClick={() => send('PLUGIN_BYPASS', { plugin_id: id, bypass: !bypassed })}>
            {bypassed ? 'Enable' : 'Bypass'}
          </button>
          <button type="button" onClick={() => setChosen(id)}>
            Configure
          </button>
          <button type="button" onClick={() => send('PLUGIN_REMOVE', { plugin_id: id })}>
            Remove
          </button>
        </div>
      ))}
      {plugin && (
        <section>
          {Object.entries(plugin.parameters).map(([id, value]) => (
            <div key={id} className="parameter">
              <label htmlFor={id}>{id}</label>
              <input
                id={id}
                type="range"
                min="0"
                max="1"
                step="0.01"
                value={value}
                onChange={({ target }) =>
                  send('PLUGIN_PARAMETER', { plugin_id: plugin.id, parameter_id: id, parameter_value: Number.parseFloat(target.value) })
                }
              />
              <span className="value">{value.toFixed(3)}</span>
            </div>
          ))}
          <button
            type="button"
            onClick={() => send('PLUGIN_PRESET', { plugin_id: plugin.id, preset_data: { wet_dry: 0.25, room_size: 0.75, damping: 0.5 } })}
          >
            Load preset
          </button>
          <button type="button" onClick={() => send('PLUGIN_PARAMETERS_GET', { plugin_id: plugin.id })}>
            Refresh
          </button>
        </section>
      )}
    </main>
  );
}
