import { WireError } from '../../wire/errors.ts';
import type { RequestData } from '../../wire/requests.ts';
import type { Hold, PresentClient } from '../../wire/state.ts';
import type { Context, Handler } from '../handler.ts';
import { quote, requireEffect } from '../lookup.ts';
import { valueProblem } from '../values.ts';

/** Most knobs that one connection may hold: more than anybody has fingers. */
const HOLDS = 32;

/**
 * Who is in the session, and who holds which knob. With its first one a connection shows itself; without fields it
 * asks who is there. Other pages are told of what has changed. Nothing of it is stored, and it ends with the connection.
 */
export const presence: Handler<'PRESENCE'> = (data, context) => {
  const { state, session_id, user_id, connection } = context;
  const present = state.present(session_id);
  const before = present.find((client) => client.connection === connection);
  const holds = nextHolds(before?.holds ?? [], data, context);
  const unchanged = before && before.user_id === user_id && before.holds === holds;
  const client: PresentClient = { connection, user_id, holds };
  const after = before ? present.map((other) => (other === before ? client : other)) : [...present, client];
  return {
    reply: { connection, user_id, ...data, present: visible(after, context), success: true },
    notes: unchanged ? [] : [{ kind: 'present', session_id, client }],
  };
};

function nextHolds(holds: readonly Hold[], data: RequestData<'PRESENCE'>, context: Context): readonly Hold[] {
  const { plugin_id, parameter_id, held } = data;
  if (plugin_id === undefined || parameter_id === undefined) return holds;
  const same = (hold: Hold) => hold.plugin_id === plugin_id && hold.parameter_id === parameter_id;
  // What was held may have been removed meanwhile: letting go is always right.
  if (!held) return holds.some(same) ? holds.filter((hold) => !same(hold)) : holds;
  requireKnob({ plugin_id, parameter_id }, context);
  if (holds.some(same)) return holds;
  const current = holds.filter((hold) => exists(hold, context));
  if (current.length >= HOLDS) {
    throw new WireError('INVALID_MESSAGE', `expected at most ${HOLDS} knobs in one hand: let go of one first`, { limit: HOLDS });
  }
  return [...current, { plugin_id, parameter_id }];
}

function requireKnob({ plugin_id, parameter_id }: Hold, { state, session_id }: Context): void {
  const plugins = state.session(session_id).tracks.flatMap((track) => track.plugins);
  const plugin = plugins.find((candidate) => candidate.plugin_id === plugin_id);
  if (!plugin)
    throw new WireError('PLUGIN_NOT_FOUND', `expected a plugin of the session ${quote(session_id)}, got ${quote(plugin_id)}`, {
      plugin_id,
    });
  const problem = valueProblem(requireEffect(plugin.effect), parameter_id, plugin.parameters[parameter_id]);
  if (problem) {
    const { validation_error } = problem;
    throw new WireError('INVALID_PARAMETER', `${plugin.effect}.${parameter_id.slice(0, 60)}: ${validation_error}`, {
      parameter_id,
      plugin_id,
      validation_error,
    });
  }
}

const exists = ({ plugin_id }: Hold, { state, session_id }: Pick<Context, 'state' | 'session_id'>): boolean =>
  state.session(session_id).tracks.some(({ plugins }) => plugins.some((plugin) => plugin.plugin_id === plugin_id));

/** Who is present, without the knobs of plugins that are gone. */
export function visible(clients: readonly PresentClient[], context: Pick<Context, 'state' | 'session_id'>): readonly PresentClient[] {
  return clients.map((client) => ({ ...client, holds: client.holds.filter((hold) => exists(hold, context)) }));
}
