import { useRef, useState, useSyncExternalStore } from 'react';
import { context, isPlaying, playThrough, watch } from './music.js';
import { PluginRack } from './PluginRack.jsx';

export function App() {
  const rack = useRef(null);
  const playing = useSyncExternalStore(watch, isPlaying);
  const [track, setTrack] = useState();
  const [problem, setProblem] = useState('');

  const path = ['In', ...(track?.plugins ?? []).map(({ name }) => name), 'Out'].join(' → ');

  const toggle = () => (playing ? context.suspend() : context.resume());

  return (
    <main>
      <h1>A rack in React</h1>
      <p>
        <button type="button" onClick={toggle} aria-pressed={playing}>
          {playing ? 'Pause' : 'Play'}
        </button>{' '}
        <button type="button" onClick={() => rack.current.addPlugin('delay')}>
          Add a delay
        </button>
      </p>
      <PluginRack
        ref={rack}
        session="examples"
        track="main"
        label="React"
        context={context}
        onReady={({ target }) => playThrough(target)}
        onChange={({ detail }) => setTrack(detail.track)}
        onError={({ detail }) => setProblem(detail.message)}
      />
      <p id="signal-path">{path}</p>
      <p role="alert">{problem}</p>
    </main>
  );
}
