/** The plugins of a track, each with a slider from 0 to 1 for every parameter that has this range. */
export function mountPanel(root, socket, track_id) {
  root.innerHTML = `
    <p class="status" role="status">Connecting</p>
    <p class="error" role="alert"></p>
    <button class="add">Add reverb</button>
    <ul class="plugins"></ul>`;
  const find = (selector) => root.querySelector(selector);
  const plugins = new Map();

  const say = (error) => {
    find('.error').textContent = error.message;
  };
  const send = (type, data) => socket.request(type, { track_id, ...data });

  function render() {
    find('.plugins').replaceChildren(
      ...[...plugins.values()].map(({ plugin_id, name, parameters }) => {
        const item = document.createElement('li');
        item.append(
          name,
          ...Object.entries(parameters)
            .filter(isShare)
            .map(([id, value]) => slider(plugin_id, id, value)),
        );
        return item;
      }),
    );
  }

  function slider(plugin_id, parameter_id, value) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { type: 'range', min: 0, max: 1, step: 0.01, value, name: parameter_id });
    input.oninput = () => {
      send('PLUGIN_PARAMETER', { plugin_id, parameter_id, parameter_value: input.valueAsNumber }).catch((error) => {
        say(error);
        // What was refused was never so.
        input.value = plugins.get(plugin_id)?.parameters[parameter_id] ?? value;
      });
    };
    label.append(parameter_id, input);
    return label;
  }

  find('.add').onclick = () => send('PLUGIN_ADD', { name: 'Reverb', plugin_path: '/vst/Reverb.vst3' }).catch(say);

  socket.addEventListener('connect', () => {
    find('.status').textContent = 'Connected';
    socket.request('SESSION_STATE_GET', {}).then(({ tracks }) => {
      plugins.clear();
      const track = tracks.find((one) => one.track_id === track_id);
      for (const plugin of track?.plugins ?? []) plugins.set(plugin.plugin_id, plugin);
      render();
    }, say);
  });
  socket.addEventListener('disconnect', () => {
    find('.status').textContent = 'Disconnected';
  });
  socket.addEventListener('PLUGIN_ADD', ({ detail }) => {
    plugins.set(detail.plugin_id, detail);
    render();
  });
  socket.addEventListener('PLUGIN_REMOVE', ({ detail }) => {
    plugins.delete(detail.plugin_id);
    render();
  });
  socket.addEventListener('PLUGIN_PARAMETER', ({ detail: { plugin_id, parameter_id, parameter_value } }) => {
    const plugin = plugins.get(plugin_id);
    if (!plugin) return;
    plugins.set(plugin_id, { ...plugin, parameters: { ...plugin.parameters, [parameter_id]: parameter_value } });
    render();
  });
}

const isShare = ([, value]) => value >= 0 && value <= 1;
