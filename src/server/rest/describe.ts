import { ERROR_CODES } from '../../wire/errors.ts';
import { FRAME_LIMIT } from '../../wire/frame.ts';
import { PERMISSIONS, permissionFor } from '../../wire/permissions.ts';
import { dataSchemas, type Json } from './schemas.ts';

const text = { type: 'string' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const number = { type: 'number' } as const;
const object = (properties: Json, required: readonly string[] = Object.keys(properties)): Json => ({
  type: 'object',
  properties,
  required,
});
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const INFO = { title: 'Rackwire', version: '1', license: { name: 'MIT' } } as const;

const detail = object({ detail: text });

const json = (description: string, schema: Json): Json => ({ description, content: { 'application/json': { schema } } });

/** The HTTP addresses in OpenAPI 3.1. */
export function openApi(): Json {
  const refusals = {
    '429': json('Too many requests: `Retry-After` says in how many seconds to try again.', ref('Detail')),
  };
  return {
    openapi: '3.1.0',
    info: { ...INFO, description: 'What the plugin server tells over HTTP. Racks are changed over its WebSocket, see /asyncapi.json.' },
    paths: {
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether the server is well',
          responses: { '200': json('It is.', ref('Health')), '503': json('Its storage is not open.', ref('Health')), ...refusals },
        },
      },
      '/api/plugins/{id}': {
        get: {
          operationId: 'plugin',
          summary: 'A plugin of any rack, or an effect of the catalogue',
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          security: [{}, { bearer: [] }],
          responses: {
            '200': json('The plugin, with all its values; or the effect, with all its parameters.', {
              oneOf: [ref('Plugin'), ref('Effect')],
            }),
            '401': json('The server asks for tokens, and there was none that it accepts.', ref('Detail')),
            '403': json('The token does not allow plugin:read.', ref('Detail')),
            '404': json('There is neither.', ref('Detail')),
            '503': json('The storage is not open.', ref('Detail')),
            ...refusals,
          },
        },
      },
      '/admin/websocket-security': {
        get: {
          operationId: 'websocketSecurity',
          summary: 'What the server has counted',
          security: [{ bearer: [] }],
          responses: {
            '200': json('The counts since the start.', ref('Statistics')),
            '401': json('There was no token.', ref('Detail')),
            '403': json('The token is not an administrator’s.', ref('Detail')),
            ...refusals,
          },
        },
      },
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Detail: detail,
        Health: object({
          status: { enum: ['healthy', 'starting', 'unhealthy'] },
          service: text,
          codette_available: { type: 'boolean' },
          timestamp: time,
        }),
        Plugin: object({
          plugin_id: text,
          name: text,
          plugin_path: text,
          effect: text,
          bypassed: { type: 'boolean' },
          parameters: { type: 'object', additionalProperties: number },
          session_id: text,
          track_id: text,
          kind: { const: 'plugin' },
          success: { const: true },
        }),
        Effect: object({
          id: text,
          name: text,
          description: text,
          parameters: { type: 'array' },
          presets: { type: 'array' },
          kind: { const: 'effect' },
          success: { const: true },
        }),
        Statistics: object({
          timestamp: time,
          uptime: number,
          connections: object({ open: number, pages: number, by_state: { type: 'object', additionalProperties: number } }),
          messages: object({ received: number, sent: number, received_per_second: number, sent_per_second: number }),
          errors: object({ total: number, by_code: { type: 'object', additionalProperties: number }, per_second: number, rate: number }),
          rejected_frames: number,
          rate_limited: number,
          refused_connections: number,
          failed_auths: number,
          blocked_clients: { type: 'array', items: object({ client: text, until: time }) },
        }),
      },
    },
  };
}

const envelope = (type: Json, data: Json, required: readonly string[]): Json =>
  object(
    {
      id: { type: 'string', maxLength: 500 },
      type,
      data,
      user_id: { type: 'string', maxLength: 200 },
      session_id: { type: 'string', maxLength: 200 },
      timestamp: time,
      signature: { type: 'string', pattern: '^[0-9a-fA-F]{64}$' },
    },
    required,
  );

/** What a message of this type is, in the docs. */
const permissionText = (type: string): string => {
  const permission = permissionFor(type);
  return permission ? `Needs the permission \`${permission}\` where the server asks for tokens.` : 'Needs no permission.';
};

/** The frames of the WebSocket in AsyncAPI 3.0. */
export function asyncApi(): Json {
  const requests = Object.entries(dataSchemas());
  const message = (name: string, payload: Json, summary: string): [string, Json] => [
    name,
    { name, contentType: 'application/json', summary, payload },
  ];
  const replyType = (type: string) => ({ PING: 'PONG', AUTH: 'AUTH_SUCCESS' })[type] ?? type;
  const unnumbered = new Set(['PING', 'AUTH']);
  const ofRequests = requests.map(([type, data]) =>
    message(
      type,
      envelope(
        { const: type },
        data,
        unnumbered.has(type)
          ? ['type']
          : [
              'id',
              'type',
              ...('type' in data && data.type === 'object' && Array.isArray(data.required) && data.required.length > 0 ? ['data'] : []),
            ],
      ),
      permissionText(type),
    ),
  );
  const ofReplies = requests.map(([type]) => {
    const data = type === 'PING' ? object({ timestamp: time }) : object({ success: { const: true } });
    return message(
      `${type}_reply`,
      envelope({ const: replyType(type) }, data, ['id', 'type', 'data']),
      `The one answer to ${type}, unless it is an ERROR. Other pages get it too where something was changed.`,
    );
  });
  const error = object({ error: text, code: { enum: ERROR_CODES }, details: { type: 'object' } });
  const update = object({
    track_id: text,
    plugin_id: text,
    state: { enum: ['added', 'removed', 'updated', 'bypassed', 'preset_loaded', 'moved'] },
    changed_by: text,
    timestamp: time,
  });
  const messages = Object.fromEntries([
    ...ofRequests,
    ...ofReplies,
    message(
      'ERROR',
      envelope({ const: 'ERROR' }, error, ['id', 'type', 'data']),
      'The answer to a frame that was refused: nothing was changed.',
    ),
    message(
      'PLUGIN_STATE_UPDATE',
      envelope({ const: 'PLUGIN_STATE_UPDATE' }, update, ['id', 'type', 'data']),
      'To every connection of the session, after each change.',
    ),
  ]);
  const pointer = (name: string) => ({ $ref: `#/channels/plugins/messages/${name}` });
  const operations = requests.map(([type]): [string, Json] => [
    type,
    {
      action: 'receive',
      channel: { $ref: '#/channels/plugins' },
      messages: [pointer(type)],
      reply: { channel: { $ref: '#/channels/plugins' }, messages: [pointer(`${type}_reply`), pointer('ERROR')] },
    },
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      ...INFO,
      description: `Frames are JSON text, or MessagePack where the first one was binary or the subprotocol \`msgpack\` was asked for; at most ${FRAME_LIMIT} characters or bytes. Permissions: ${PERMISSIONS.join(', ')}.`,
    },
    defaultContentType: 'application/json',
    channels: {
      plugins: {
        address: '/ws',
        messages: Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: {
      ...Object.fromEntries(operations),
      update: { action: 'send', channel: { $ref: '#/channels/plugins' }, messages: [pointer('PLUGIN_STATE_UPDATE')] },
    },
    components: { messages },
  };
}
