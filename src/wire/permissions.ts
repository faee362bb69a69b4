/** What a token may allow. */
export const PERMISSIONS = ['plugin:read', 'plugin:write', 'plugin:add', 'plugin:remove', 'track:modify'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The permission to read what `/admin/websocket-security` tells. No frame needs it, and nobody has it unless a token says so. */
export const ADMIN = 'admin:read';

/** What each type of message needs. What is not listed here needs `track:modify`, the most that there is. */
const NEEDED: Readonly<Record<string, Permission | undefined>> = {
  AUTH: undefined,
  PING: undefined,

  PLUGIN_PARAMETERS_GET: 'plugin:read',
  PLUGIN_CATALOG_GET: 'plugin:read',
  SESSION_STATE_GET: 'plugin:read',
  PRESET_LIST: 'plugin:read',
  HISTORY_GET: 'plugin:read',
  PROVENANCE_GET: 'plugin:read',
  PRESENCE: 'plugin:read',

  PLUGIN_PARAMETER: 'plugin:write',
  PLUGIN_PARAMETER_BATCH: 'plugin:write',
  PLUGIN_BYPASS: 'plugin:write',
  PLUGIN_PRESET: 'plugin:write',
  PRESET_SAVE: 'plugin:write',
  PRESET_DELETE: 'plugin:write',
  // Only one's own changes can be undone, and for those one had the permission.
  UNDO: 'plugin:write',
  REDO: 'plugin:write',

  PLUGIN_ADD: 'plugin:add',
  PLUGIN_REMOVE: 'plugin:remove',

  PLUGIN_MOVE: 'track:modify',
  RACK_BYPASS: 'track:modify',
  RACK_LOAD: 'track:modify',
};

/** The permission that a message of this type needs, if any. */
export function permissionFor(type: string): Permission | undefined {
  return Object.hasOwn(NEEDED, type) ? NEEDED[type] : 'track:modify';
}
