import 'rackwire';

/**
 * `<plugin-rack>` as a component. React 19 sets `context` as a property, and listens to an element's own events by
 * `on` and their names.
 *
 * @param {{ session?: string, track?: string, label?: string, for?: string, context?: AudioContext,
 *   onReady?: (event: CustomEvent) => void, onChange?: (event: CustomEvent) => void, onError?: (event: CustomEvent) => void,
 *   ref?: import('react').Ref<import('rackwire').PluginRack> }} props
 */
export function PluginRack({ onReady, onChange, onError, ...props }) {
  return <plugin-rack onrack-ready={onReady} onrack-change={onChange} onrack-error={onError} {...props} />;
}
